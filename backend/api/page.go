package api

import "github.com/gofiber/fiber/v2"

type pages struct{}

func (d *Door) root(c *fiber.Ctx) error        { return unwired }
func (d *Door) robots(c *fiber.Ctx) error      { return unwired }
func (d *Door) printReport(c *fiber.Ctx) error { return unwired }
func (d *Door) pageReport(c *fiber.Ctx) error  { return unwired }
func (d *Door) pageOrAsset(c *fiber.Ctx) error { return unwired }
