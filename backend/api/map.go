package api

import "github.com/gofiber/fiber/v2"

func (d *Door) tile(c *fiber.Ctx) error { return unwired }
