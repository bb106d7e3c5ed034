package mitogen.packer;

/**
 * Bytes as the format of a shell's {@code printf}, inside single quotes of one shell and double quotes of another: a
 * printable character stands for itself, other bytes are octal escapes, as short as they can be.
 */
final class PrintfText {

    private PrintfText() {}

    /** The text for these bytes. */
    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < bytes.length; index++) {
            int value = bytes[index] & 0xff;
            if (value == '%') {
                text.append("%%");
            } else if (plain(value)) {
                text.append((char) value);
            } else {
                boolean digitFollows = index + 1 < bytes.length && bytes[index + 1] >= '0' && bytes[index + 1] <= '7';
                String octal = Integer.toOctalString(value);
                text.append('\\')
                        .append(digitFollows ? "0".repeat(3 - octal.length()) : "")
                        .append(octal);
            }
        }
        return text.toString();
    }

    /** How long the text for these bytes is. */
    static int length(byte[] bytes) {
        return of(bytes).length();
    }

    private static boolean plain(int value) {
        return value >= ' ' && value <= '~' && "'!\\\"$`".indexOf(value) < 0;
    }
}
