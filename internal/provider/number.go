package provider

import (
	"errors"
	"math/big"
)

// parseNumber reads a decimal number as exactly as Terraform does.
func parseNumber(text string) (*big.Float, error) {
	const terraformPrecision = 512
	number, _, err := big.ParseFloat(text, 10, terraformPrecision, big.ToNearestEven)
	if err == nil && number.IsInf() {
		err = errors.New("infinite")
	}
	return number, err
}
