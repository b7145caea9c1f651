package rest

import (
	"html"
	"regexp"
	"strings"
	"unicode"
)

// sanitize makes a text from the network safe to print: plain text without the token, cut to 300 characters.
func sanitize(text, token string) string {
	const (
		maxLen      = 300
		minTokenLen = 8 // a shorter token is a placeholder, and may be part of a word
	)
	text, token = plainText(text), plainText(token)
	if len(token) >= minTokenLen {
		text = strings.ReplaceAll(text, token, "[token]")
	}
	// A text that was cut off may end within the token: "… rejected the token dop_v1_a1b2c3".
	for part := token; len(part) >= minTokenLen; part = part[:len(part)-1] {
		if before, found := strings.CutSuffix(text, part); found {
			text = before + "[token]"
			break
		}
	}
	if runes := []rune(text); len(runes) > maxLen {
		return string(runes[:maxLen]) + "…"
	}
	return text
}

var htmlTag = regexp.MustCompile(`(?is)<(script|style)\b.*?(</(script|style)>|$)|<[a-z/!][^>]*(>|$)`)

// plainText removes HTML tags, control characters and repeated spaces, and unescapes HTML entities.
func plainText(text string) string {
	text = html.UnescapeString(htmlTag.ReplaceAllString(text, " "))
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsGraphic(r) && r != unicode.ReplacementChar {
			return r
		}
		return -1
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
