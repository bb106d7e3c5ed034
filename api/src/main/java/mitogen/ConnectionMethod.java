package mitogen;

/**
 * Says how to reach a new context from an existing one: a value, such as {@code Ssh} or {@code Local}.
 * It travels to the context that connects, so its components must be values that Mitogen carries.
 */
public interface ConnectionMethod {
    /**
     * {@return a short name for the context, unique enough for a person to recognize it: {@code ssh:deploy@web1}} Two
     * contexts may have the same.
     */
    String label();
}
