package app

import "jemaa/backend/api"

// OpenAPI is the contract of the API as JSON (OpenAPI 3.1). It needs no city, no
// folder and no engine.
func OpenAPI() ([]byte, error) {
	d, err := api.New(api.Settings{PublicURL: "http://127.0.0.1", Version: Version()}, api.Services{})
	if err != nil {
		return nil, err
	}
	return d.OpenAPI(), nil
}
