package seed

// scene paints one kind of place, broken or put right.
type scene func(c *canvas, repaired bool)

// scenes maps a category to what its pictures show; others show a plain street.
var scenes = map[string]scene{
	"pothole": (*canvas).pothole, "manhole": (*canvas).pothole, "pavement": (*canvas).pavement,
	"crossing": (*canvas).crossing, "cycle-lane": (*canvas).crossing, "school-surroundings": (*canvas).crossing,
	"traffic-light": (*canvas).signal, "road-sign": (*canvas).sign,
	"obstructive-parking": (*canvas).parked, "parking-space": (*canvas).parked,
	"bus-stop": (*canvas).shelter, "tram-stop": (*canvas).shelter,
	"missed-collection": (*canvas).fullBin, "full-bin": (*canvas).fullBin,
	"illegal-dump": (*canvas).dump, "bulky-waste": (*canvas).bulky,
	"water-leak": (*canvas).leak, "sewer": (*canvas).flood, "flooding": (*canvas).flood,
	"loose-cable": (*canvas).cable, "street-light": (*canvas).streetLight,
	"street-furniture": (*canvas).bench, "building-at-risk": (*canvas).building,
	"smoke-smell": (*canvas).smoke, "air": (*canvas).smoke, "green-space": (*canvas).park,
	"beach": (*canvas).beach, "construction": (*canvas).works, "sport-ground": (*canvas).pitch,
}

func (c *canvas) pothole(repaired bool) {
	p := c.day()
	for x := 40.0; x < wide; x += 210 {
		c.rect(hex(0xe9e2d4), x, 640, 110, 8)
	}
	at := xy{c.between(330, 600), c.between(575, 620)}
	if repaired {
		c.oval(color4(hex(0x4a4745)).alpha(255), at, 150, 44, 0.04)
		return
	}
	c.oval(hex(0x55504c), at, 160, 52, 0.10)
	c.oval(hex(0x2f2b29), at, 128, 38, 0.12)
	c.oval(hex(0x6f8791), xy{at.x + 14, at.y + 8}, 74, 17, 0.10)
	for range 14 {
		c.oval(p.pave, xy{at.x + c.between(-190, 190), at.y + c.between(-60, 70)}, c.between(3, 9), c.between(2, 6), 0.2)
	}
}

func (c *canvas) pavement(repaired bool) {
	p := c.day()
	for i := range 10 {
		x := 60 + float64(i)*86
		if !repaired && i > 2 && i < 8 {
			c.fill(color4(hex(0x8b6f4e)).alpha(255), xy{x, 446}, xy{x + 80, 440}, xy{x + 62, 512}, xy{x - 20, 506})
			c.fill(p.pave, xy{x + 10, 470}, xy{x + 66, 448}, xy{x + 58, 482}, xy{x + 4, 500})
			continue
		}
		c.line(hex(0xa8997f), xy{x, 440}, xy{x - 22, 512}, 3)
	}
}

func (c *canvas) streetLight(repaired bool) {
	c.street(night)
	c.lamp(220, true)
	c.lamp(560, repaired)
	c.oval(hex(0xe9e4cf), xy{790, 90}, 34, 34, 0)
	c.oval(night.top, xy{776, 84}, 30, 30, 0)
}

func (c *canvas) signal(repaired bool) {
	c.day()
	c.rect(hex(0x3b4148), 470, 230, 14, 300)
	c.rect(hex(0x24282d), 436, 120, 82, 200)
	lights := []uint32{0x5a2a26, 0x5a4a24, 0x274a33}
	if repaired {
		lights[2] = 0x55d98a
	}
	for i, v := range lights {
		c.oval(hex(v), xy{477, 158 + float64(i)*62}, 24, 24, 0)
	}
	c.crossbars(590)
}

func (c *canvas) crossbars(y float64) {
	for x := 120.0; x < 860; x += 92 {
		c.fill(hex(0xf1ece1), xy{x, y}, xy{x + 48, y}, xy{x + 30, y + 90}, xy{x - 18, y + 90})
	}
}

func (c *canvas) crossing(repaired bool) {
	p := c.day()
	c.crossbars(570)
	if !repaired {
		for range 70 {
			c.oval(p.road, xy{c.between(100, 880), c.between(570, 660)}, c.between(10, 40), c.between(4, 14), 0.2)
		}
	}
}

func (c *canvas) sign(repaired bool) {
	c.day()
	foot, top := xy{500, 520}, xy{640, 250}
	if repaired {
		top = xy{500, 210}
	}
	c.line(hex(0x8a8f94), foot, top, 12)
	c.oval(hex(0xb5322a), top, 62, 62, 0)
	c.oval(hex(0xf4efe6), top, 46, 46, 0)
	c.rect(hex(0xb5322a), top.x-34, top.y-8, 68, 16)
}

func (c *canvas) parked(repaired bool) {
	c.day()
	c.crossbars(590)
	if repaired {
		c.car(80, 640)
		return
	}
	c.car(180, 470)
	c.car(520, 476)
}

func (c *canvas) shelter(repaired bool) {
	c.day()
	c.rect(hex(0x2b5f66), 250, 230, 460, 22)
	for _, x := range []float64{262, 470, 688} {
		c.rect(hex(0x2b5f66), x, 250, 10, 270)
	}
	c.rect(hex(0x8a6a45), 300, 440, 340, 16)
	for i, x := range []float64{276, 484} {
		if !repaired && i == 1 {
			for range 26 {
				c.oval(hex(0xcfe3e6), xy{c.between(484, 700), c.between(505, 545)}, c.between(4, 14), c.between(2, 6), 0.4)
			}
			continue
		}
		c.rect(color4(hex(0xb9dbe0)).alpha(150), x, 260, 190, 170)
	}
}

func (c *canvas) fullBin(repaired bool) {
	c.day()
	x := c.between(260, 360)
	c.bin(x, !repaired)
	c.bin(x+190, false)
	if !repaired {
		c.bags(xy{x + 90, 540}, 14, 190)
	}
}

func (c *canvas) dump(repaired bool) {
	c.day()
	c.rect(hex(0xc9b18d), 120, 250, 720, 190)
	for x := 130.0; x < 830; x += 60 {
		c.line(hex(0xb59c78), xy{x, 250}, xy{x, 440}, 2)
	}
	if repaired {
		c.tree(300, 500, 150, true)
		c.tree(620, 500, 170, true)
		return
	}
	c.bags(xy{470, 490}, 40, 260)
	c.bags(xy{470, 455}, 20, 150)
	c.fill(hex(0x8b6f4e), xy{320, 470}, xy{420, 380}, xy{440, 396}, xy{350, 490})
}

func (c *canvas) bulky(repaired bool) {
	c.day()
	if repaired {
		return
	}
	c.rect(hex(0x7d4f50), 300, 420, 330, 90)
	c.rect(hex(0x8f5c5d), 300, 350, 330, 80)
	c.rect(hex(0x6d4243), 280, 390, 44, 120)
	c.rect(hex(0x6d4243), 606, 390, 44, 120)
	c.fill(hex(0xe0d6c4), xy{660, 500}, xy{700, 320}, xy{800, 330}, xy{770, 510})
}

func (c *canvas) leak(repaired bool) {
	c.day()
	c.rect(hex(0x4d6570), 440, 400, 60, 120)
	c.rect(hex(0x3c525c), 428, 392, 84, 16)
	if repaired {
		return
	}
	for i := range 9 {
		x := 500 + float64(i)*20
		c.oval(color4(hex(0x8fc4dd)).alpha(220), xy{x, 430 + float64(i*i)*1.6}, 12, 14, 0.2)
	}
	c.oval(color4(hex(0x86b7cf)).alpha(210), xy{600, 610}, 330, 60, 0.06)
	c.oval(color4(hex(0xb9dcea)).alpha(200), xy{560, 602}, 170, 20, 0.08)
}

func (c *canvas) flood(repaired bool) {
	c.day()
	if !repaired {
		c.fill(color4(hex(0x6d7f7a)).alpha(235), xy{0, 500}, xy{wide, 520}, xy{wide, high}, xy{0, high})
		for range 26 {
			c.oval(color4(hex(0x9fb0aa)).alpha(180), xy{c.between(0, wide), c.between(540, 700)}, c.between(40, 130), c.between(2, 6), 0.1)
		}
		c.car(560, 560)
		c.fill(color4(hex(0x6d7f7a)).alpha(235), xy{520, 585}, xy{860, 585}, xy{860, 660}, xy{520, 660})
		return
	}
	c.oval(hex(0x3c4146), xy{470, 610}, 90, 30, 0)
	for i := range 5 {
		c.line(hex(0x666c72), xy{410, 596 + float64(i)*7}, xy{530, 596 + float64(i)*7}, 3)
	}
}

func (c *canvas) cable(repaired bool) {
	c.day()
	c.rect(hex(0x6b4f3a), 200, 130, 16, 390)
	c.rect(hex(0x6b4f3a), 740, 130, 16, 390)
	c.line(hex(0x22262a), xy{208, 150}, xy{748, 150}, 4)
	if repaired {
		c.line(hex(0x22262a), xy{208, 172}, xy{748, 172}, 4)
		return
	}
	c.line(hex(0x22262a), xy{208, 172}, xy{420, 400}, 4)
	c.line(hex(0x22262a), xy{420, 400}, xy{470, 512}, 4)
	c.oval(hex(0xf1c24b), xy{472, 512}, 12, 12, 0.5)
}

func (c *canvas) bench(repaired bool) {
	c.day()
	c.tree(180, 510, 190, true)
	wood := hex(0x9a6b3f)
	for i := range 3 {
		if !repaired && i == 1 {
			c.line(wood, xy{360, 400}, xy{600, 470}, 18)
			continue
		}
		c.rect(wood, 350, 360+float64(i)*34, 330, 20)
	}
	c.rect(wood, 340, 460, 350, 22)
	c.rect(hex(0x33383d), 372, 480, 14, 50)
	if repaired {
		c.rect(hex(0x33383d), 648, 480, 14, 50)
	}
}

func (c *canvas) building(repaired bool) {
	p := c.day()
	c.rect(p.wall2, 330, 90, 320, 430)
	c.windows(p, xy{330, 90}, 320, 430)
	if repaired {
		for y := 90.0; y < 520; y += 70 {
			c.line(hex(0x8d99a1), xy{310, y}, xy{670, y}, 6)
		}
		for x := 310.0; x <= 670; x += 90 {
			c.line(hex(0x8d99a1), xy{x, 80}, xy{x, 520}, 6)
		}
		return
	}
	at := xy{480, 90}
	for range 9 {
		next := xy{at.x + c.between(-40, 40), at.y + 46}
		c.line(hex(0x3a3029), at, next, 7)
		at = next
	}
	c.fill(hex(0x8f7f6a), xy{600, 90}, xy{650, 90}, xy{650, 190}, xy{625, 170})
	c.bags(xy{640, 520}, 8, 60)
}

func (c *canvas) smoke(repaired bool) {
	c.day()
	c.rect(hex(0x8e5b46), 450, 170, 60, 270)
	if repaired {
		return
	}
	for i := range 16 {
		k := float64(i)
		c.oval(color4(hex(0x55585b)).alpha(uint8(150-i*6)), xy{480 + k*22 + c.between(-14, 14), 150 - k*9}, 36+k*7, 26+k*5, 0.15)
	}
}

func (c *canvas) park(repaired bool) {
	c.day()
	c.rect(hex(0x8fae6f), 0, 430, wide, 100)
	c.tree(180, 510, 200, true)
	c.tree(480, 520, 260, repaired)
	c.tree(790, 510, 210, true)
	if !repaired {
		c.line(hex(0x6b4a32), xy{480, 400}, xy{640, 515}, 22)
	}
}

func (c *canvas) beach(repaired bool) {
	p := daylight[c.rng.IntN(len(daylight))]
	c.sky(p.top, p.bottom, 300)
	c.rect(hex(0x3d7f95), 0, 300, wide, 130)
	for range 22 {
		c.oval(color4(hex(0xdcecef)).alpha(170), xy{c.between(0, wide), c.between(310, 425)}, c.between(30, 90), 3, 0.1)
	}
	c.fill(hex(0xe3cda0), xy{0, 430}, xy{wide, 400}, xy{wide, high}, xy{0, high})
	if !repaired {
		c.bags(xy{480, 560}, 16, 330)
		c.bags(xy{400, 640}, 10, 330)
	}
}

func (c *canvas) works(repaired bool) {
	c.day()
	if repaired {
		return
	}
	for x := 120.0; x < 820; x += 180 {
		c.rect(hex(0xf4efe6), x, 440, 160, 40)
		for s := x; s < x+140; s += 44 {
			c.fill(hex(0xc4472f), xy{s + 14, 440}, xy{s + 34, 440}, xy{s + 20, 480}, xy{s, 480})
		}
		c.rect(hex(0x3b4148), x+20, 480, 8, 50)
		c.rect(hex(0x3b4148), x+130, 480, 8, 50)
	}
	c.fill(hex(0x9d7f57), xy{330, 440}, xy{470, 320}, xy{620, 440})
}

func (c *canvas) pitch(repaired bool) {
	c.day()
	c.rect(hex(0x6f9a5c), 0, 430, wide, high-430)
	c.line(hex(0xf1ece1), xy{60, 560}, xy{900, 560}, 6)
	post := hex(0xf4efe6)
	c.rect(post, 330, 300, 10, 220)
	c.rect(post, 330, 300, 300, 10)
	c.rect(post, 620, 300, 10, 220)
	if !repaired {
		for range 12 {
			c.oval(hex(0x9a7b4f), xy{c.between(60, 900), c.between(470, 700)}, c.between(30, 90), c.between(8, 26), 0.2)
		}
		c.line(hex(0x8d8a80), xy{340, 320}, xy{470, 520}, 3)
		return
	}
	for x := 345.0; x < 620; x += 25 {
		c.line(color4(hex(0xf4efe6)).alpha(150), xy{x, 310}, xy{x, 520}, 2)
	}
}
