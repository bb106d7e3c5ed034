package mitogen;

/** A text that is carried like any other value but never printed: it shows as {@code ****} wherever it turns up. */
public final class Secret {
    private final String text;

    /** Wraps the text. */
    public Secret(String text) {
        if (text == null) {
            throw new NullPointerException("a Secret needs a text, and got null");
        }
        this.text = text;
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
