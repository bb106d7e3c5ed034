package mitogen.internal;

/**
 * Text from elsewhere, for the eyes of people: control characters, which a terminal obeys, and what reorders or hides
 * characters, are shown by their numbers.
 */
public final class Printable {
    private Printable() {}

    /** Text of several lines. */
    public static String text(String text) {
        return shown(text, true);
    }

    /** Text of one line: an end of a line, too, is shown by its number. */
    public static String line(String text) {
        return shown(text, false);
    }

    /** A word of a command, quoted as a shell would need it. */
    public static String word(String text) {
        String shown = line(text);
        boolean plain = !shown.isEmpty();
        for (int i = 0; i < shown.length(); i++) {
            plain &= shown.charAt(i) > ' ' && "'\"\\$`*?[]{}()<>|&;~#!".indexOf(shown.charAt(i)) < 0;
        }
        return plain ? shown : "'" + shown.replace("'", "'\\''") + "'";
    }

    /** What is shown for a character that is not {@linkplain #isHarmless harmless}: its number, in hexadecimal. */
    public static String number(int character) {
        return "\\u{" + Integer.toHexString(character) + "}";
    }

    /** Whether it leaves the terminal, and the order of what is before and behind it, as they are. */
    public static boolean isHarmless(int character) {
        int type = Character.getType(character);
        return character == '\t'
                || character == 0x200c // joins letters, as does the next
                || character == 0x200d
                || type != Character.CONTROL
                        && type != Character.FORMAT
                        && type != Character.SURROGATE
                        && type != Character.LINE_SEPARATOR
                        && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static String shown(String text, boolean lines) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (isHarmless(character) || lines && character == '\n') {
                shown.appendCodePoint(character);
            } else {
                shown.append(number(character));
            }
            i += Character.charCount(character);
        }
        return shown.toString();
    }
}
