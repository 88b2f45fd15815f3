"""Legal instruments: a catalogue, their names, references to their provisions, and the bodies they establish."""
