"""How dates are written and typed, where Django's own formats would mislead readers in Germany."""
