package push

// Wait returns when no attempt is under way.
func (s *Service) Wait() { s.jobs.Wait() }
