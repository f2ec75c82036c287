package httpapi

// eventStream is the media type of Server-Sent Events.
const eventStream = "text/event-stream"

func (s *server) drainStreams() {}
