package mitogen.parent;

/** Bytes as the format of a shell's {@code printf}, between double quotes that are themselves between single ones. */
final class Printf {
    private static final String SPECIAL = "'\"\\!`$";

    private Printf() {}

    /** Each byte as itself where no shell minds, or else as the shortest octal escape. */
    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 3);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] & 0xff;
            if (value == '%') {
                text.append("%%");
            } else if (value >= ' ' && value < 0x7f && SPECIAL.indexOf(value) < 0) {
                text.append((char) value);
            } else {
                String octal = Integer.toOctalString(value);
                boolean digitFollows = i + 1 < bytes.length && bytes[i + 1] >= '0' && bytes[i + 1] <= '7';
                text.append('\\').append(digitFollows ? "0".repeat(3 - octal.length()) : "").append(octal);
            }
        }
        return text.toString();
    }
}
