package mitogen.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The charset of this place. */
final class Locales {
    private Locales() {}

    /** That of the locale; UTF-8 where that says ASCII, as it does where nobody has set one. */
    static Charset charset() {
        return named(System.getProperty("native.encoding"));
    }

    /** The charset of that name, by the same rule. */
    static Charset named(String name) {
        try {
            Charset charset = name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
            return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
