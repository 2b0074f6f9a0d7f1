package check

import "testing"

// TestUselessAlternativeTexts goes through the ways in which people say
// nothing, and through texts that come near and say something.
func TestUselessAlternativeTexts(t *testing.T) {
	for _, alt := range []string{
		"Image", "picture.", "Photo 3", "An image of a room", "Picture showing two chairs", "the photograph of a door", "IMG_2041", "DSC01234.JPG", "2024-05-11", "screenshot 12", "room-plan", "chairs", "x", "…",
		"Imagine", "Imagine cu două scaune", "O fotografie a camerei", "poza unei uși", "Foto",
		"Изображение", "Фото комнаты", "Фотография с двумя стульями", "На фотографии видна дверь", "картинка 1", "Рисунок 2",
		"Зображення", "Фото кімнати", "Світлина з двома стільцями", "На світлині видно двері", "Малюнок 7",
	} {
		if !useless(alt, "chairs.png") {
			t.Errorf("%q passes", alt)
		}
	}
	for _, alt := range []string{
		"Two chairs at a right angle", "Plan of the room: the door is in sight", "The image that a child drew", "Pictures on the wall", "Room 12", "A self-made table",
		"Imaginea corpului în oglindă", "Două scaune", "Schema camerei", "Fotografii pe perete", "Imagini pe perete",
		"Схема комнаты", "Фоторобот", "Два стула", "Фотографии на стене", "Рисунок ребёнка: дом без дверей",
		"Схема кімнати", "Два стільці", "Фотографії на стіні", "Малюнок дитини: дім без дверей",
	} {
		if useless(alt, "chairs.png") {
			t.Errorf("%q is said to tell nothing", alt)
		}
	}
}
