"""Files a Colombian contractor's monthly cuenta de cobro in SECOP II, and stops before Enviar."""
