// The entry: words of the page's language and the first screen, then one render.
import './ui/style.css'
import './home/home.css'
import { start } from './app'

void start()
