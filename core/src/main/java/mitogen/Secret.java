package mitogen;

import mitogen.wire.Carried;
import mitogen.wire.ValueWriter;

/** A text that is carried like any other value but never printed: it shows as {@code ****} wherever it turns up. */
@SuppressWarnings("exports") // how it is carried is nobody else's business
public final class Secret implements Carried {
    /** What stands for it among values. */
    private static final int CODE = 20;

    private final String text;

    /** Wraps the text. */
    public Secret(String text) {
        if (text == null) {
            throw new NullPointerException("a Secret needs a text, and got null");
        }
        this.text = text;
    }

    @Override
    public void write(ValueWriter to) {
        to.putByte(CODE);
        to.putString(text);
    }

    /** The text itself. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret && ((Secret) other).text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "****";
    }
}
