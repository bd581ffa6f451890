// The entry: words of the page's language and the first screen, then one render.
import './first.css'
import { start } from './app'

void start()
