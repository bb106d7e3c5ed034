package mitogen.route;

import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;

/**
 * What the order to start a context begins with: int, its number; string, its name. The connection method, a value,
 * follows; only who gives the order and who carries it out know values.
 */
public final class ConnectOrder {
    /** The number of the context that is to be started. */
    public final int id;

    /** Its name. */
    public final String name;

    /** Reads one, up to the method. */
    public ConnectOrder(PayloadReader from) {
        id = from.getInt();
        name = from.getString();
    }

    /** Appends all but the method. */
    public static void begin(PayloadWriter to, int id, String name) {
        to.putInt(id);
        to.putString(name);
    }
}
