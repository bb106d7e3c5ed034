package mitogen.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mitogen.RemoteThrowable;
import mitogen.wire.Values;

/**
 * Copies throwables, whose methods may be anybody's: what they throw is told in the place of what they should have given,
 * and chains have an end. They may still take for ever.
 */
public final class Thrown {
    /** How many throwables are copied in all; with causes and suppressed ones, one may have any number of others. */
    private static final int MOST = 200;

    private static final int LONGEST_CHAIN = 20;
    private static final int DEEPEST_SUPPRESSED = 3;
    private static final int LONGEST_REASON = 1000; // characters

    private int left = MOST;
    private int characters = 1 << 20; // of messages that may still be copied

    private Thrown() {}

    /** A copy that is plain data. */
    public static RemoteThrowable copy(Throwable thrown) {
        return new Thrown().copy(thrown, 0);
    }

    private RemoteThrowable copy(Throwable thrown, int chain) {
        left--;
        String message;
        try {
            message = cut(thrown.getMessage());
        } catch (Throwable e) {
            message = failed("getMessage", e);
        }
        RemoteThrowable cause = null;
        try {
            Throwable next = chain < LONGEST_CHAIN && left > 0 ? thrown.getCause() : null;
            if (next != null) {
                cause = copy(next, chain + 1);
            }
        } catch (Throwable e) {
            cause = stub(e, failed("getCause", e));
        }
        RemoteThrowable copy = new RemoteThrowable(types(thrown), message, cause);
        try {
            copy.setStackTrace(frames(thrown.getStackTrace()));
        } catch (Throwable e) {
            copy.addSuppressed(stub(e, failed("getStackTrace", e)));
        }
        if (chain <= DEEPEST_SUPPRESSED) {
            Throwable[] suppressed = thrown.getSuppressed();
            for (int i = 0; i < suppressed.length && i < LONGEST_CHAIN && left > 0; i++) {
                copy.addSuppressed(copy(suppressed[i], chain + 1));
            }
        }
        return copy;
    }

    private String cut(String message) {
        if (message != null && message.length() > characters) {
            int kept = characters;
            characters = 0;
            return message.substring(0, kept).concat("... (cut)");
        }
        characters -= message == null ? 0 : message.length();
        return message;
    }

    private static String failed(String method, Throwable by) {
        String message;
        try {
            message = by.getMessage();
        } catch (Throwable e) {
            message = null; // it is as odd as what it is about
        }
        String why = message == null ? "" : ": " + message.substring(0, Math.min(message.length(), LONGEST_REASON));
        return "(its " + method + "() threw " + by.getClass().getName() + why + ")";
    }

    /** As much as can be told of a throwable without calling any method of its class. */
    public static RemoteThrowable stub(Throwable thrown, String text) {
        return new RemoteThrowable(types(thrown), text, null);
    }

    private static String[] types(Throwable thrown) {
        if (thrown instanceof RemoteThrowable) {
            return ((RemoteThrowable) thrown).types();
        }
        List<String> types = new ArrayList<>();
        for (Class<?> type = thrown.getClass(); type != Throwable.class; type = type.getSuperclass()) {
            types.add(type.getName());
        }
        return types.isEmpty() ? new String[] {"java.lang.Throwable"} : types.toArray(new String[0]);
    }

    private static StackTraceElement[] frames(StackTraceElement[] all) {
        int length = 0;
        while (length < all.length
                && length < Values.MAX_STACK
                && all[length] != null
                && !all[length].getClassName().startsWith("mitogen.agent.")) {
            length++; // below are only the frames that carried the task here
        }
        return Arrays.copyOf(all, length);
    }
}
