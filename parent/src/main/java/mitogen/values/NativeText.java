package mitogen.values;

import java.nio.charset.Charset;

/** Text that Java hands to the operating system: names of files, arguments, variables. */
public final class NativeText {
    private NativeText() {}

    /**
     * Why the system would be handed another text than this: Java has a {@code ?} for what it cannot encode in its locale.
     *
     * @return the reason; null if the text arrives as it is
     */
    public static String unfit(String text) {
        String encoding = System.getProperty("sun.jnu.encoding");
        return Charset.forName(encoding).newEncoder().canEncode(text)
                ? null
                : "Java cannot encode '" + text + "' in " + encoding
                        + " (sun.jnu.encoding); start this Java in a UTF-8 locale, such as LC_ALL=C.UTF-8";
    }
}
