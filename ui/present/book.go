package present

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// fallback is the language of everything that has no translation.
const fallback = "en"

// Book holds the sentences of every language. It exists beside Fyne's lang because a shop
// may choose its language in the settings, which lang does not offer, and because lang
// logs an error for each sentence on a computer whose language has no translation here.
// It is immutable and may be used by several goroutines.
type Book struct {
	languages map[string]map[string]sentence
}

// ReadBook reads every file of a folder that is named for its language, "en.json": a flat
// table from key to sentence. A sentence whose placeholders cannot be read is an error,
// and so is a book without English.
func ReadBook(files fs.FS, folder string) (Book, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.json"))
	if err != nil {
		return Book{}, fmt.Errorf("list translations: %w", err)
	}
	b := Book{languages: make(map[string]map[string]sentence, len(names))}
	for _, name := range names {
		sentences, err := readLanguage(files, name)
		if err != nil {
			return Book{}, fmt.Errorf("read translation %s: %w", path.Base(name), err)
		}
		b.languages[strings.TrimSuffix(path.Base(name), ".json")] = sentences
	}
	if len(b.languages[fallback]) == 0 {
		return Book{}, fmt.Errorf("read translations: %w", fs.ErrNotExist)
	}
	return b, nil
}

func readLanguage(files fs.FS, name string) (map[string]sentence, error) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	if body, err = unpacked(body); err != nil {
		return nil, err
	}
	var sentences map[string]string
	if err := json.Unmarshal(body, &sentences); err != nil {
		return nil, err
	}
	parsed := make(map[string]sentence, len(sentences))
	for key, text := range sentences {
		if parsed[key], err = cutSentence(text); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return parsed, nil
}

// unpacked is the text of a file, which a release holds compressed (.ci/package).
func unpacked(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil
	}
	packed, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(packed)
}

// Language is the language of the book that serves a locale such as "es_CL.UTF-8".
func (b Book) Language(locale string) string {
	locale, _, _ = strings.Cut(locale, ".")
	language, _, _ := strings.Cut(strings.ReplaceAll(locale, "_", "-"), "-")
	if language = strings.ToLower(language); b.languages[language] != nil {
		return language
	}
	return fallback
}

// Translate gives the sentences for a locale. A sentence that is missing there is said in
// English, and one that is missing everywhere by its key.
func (b Book) Translate(locale string) Translate {
	own, english := b.languages[b.Language(locale)], b.languages[fallback]
	return func(key string, data map[string]any) string {
		for _, sentences := range []map[string]sentence{own, english} {
			if s, ok := sentences[key]; ok {
				if text, whole := s.say(data); whole {
					return text
				}
			}
		}
		return key
	}
}
