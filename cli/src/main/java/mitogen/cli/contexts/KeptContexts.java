package mitogen.cli.contexts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.LogRecord;
import mitogen.ConnectFailedException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.words.Durations;
import mitogen.connect.ContextSpec;
import mitogen.connect.Local;
import mitogen.connect.ProcessMethod;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;

/**
 * The contexts of a session, by the way to each. They stay connected from one command to the next. A way is the same if each hop
 * has the same options, except for the password and the time that the connect may take: no password is kept.
 */
final class KeptContexts implements OutputListener, AutoCloseable {
    static final String AGAIN = "mitogen: the connection was lost since the last command; it is connected again";

    private final Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(this));

    // Both guarded by this.
    private final Map<List<ConnectionMethod>, Kept> kept = new HashMap<>();
    private final Set<List<ConnectionMethod>> withoutJava = new HashSet<>();

    /** Who is to see what a context prints by itself, by the context's number. */
    private final Map<Integer, Set<KeptTree>> users = new ConcurrentHashMap<>();

    /** A context, and what it is called. */
    private static final class Kept {
        final Context context;
        final String name;
        final long since = System.nanoTime();
        volatile boolean up;

        Kept(Context context, String name) {
            this.context = context;
            this.name = name;
        }

        boolean ended() {
            return context.onEnd().toCompletableFuture().isDone();
        }
    }

    Mitogen mitogen() {
        return mitogen;
    }

    /** Whether nothing is connected for it any more: no password is needed. */
    synchronized boolean isUp(List<ConnectionMethod> way) {
        Kept known = kept.get(key(way));
        return known != null && known.up && !known.ended();
    }

    /** Whether the place at its end is known to have no Java. */
    synchronized boolean lacksJava(List<ConnectionMethod> way) {
        return withoutJava.contains(key(way));
    }

    /** Takes the place for one without Java, if this is why the connect failed, and none was named. */
    synchronized boolean lacksJava(List<ConnectionMethod> way, Throwable failure) {
        boolean named = way.get(way.size() - 1) instanceof ProcessMethod<?> last && last.java() != null;
        boolean lacks = !named
                && failure instanceof ConnectFailedException failed
                && (failed.reason() == ConnectFailedException.Reason.JAVA_MISSING
                        || failed.reason() == ConnectFailedException.Reason.JAVA_TOO_OLD
                        || failed.reason() == ConnectFailedException.Reason.NO_SCRATCH);
        if (lacks) {
            withoutJava.add(key(way));
        }
        return lacks;
    }

    /**
     * Gives the context at the end of a way, at once; connects what is not connected.
     *
     * @param names of what lies at the end of each part of the way
     */
    synchronized Context context(List<ConnectionMethod> way, List<String> names, KeptTree user) {
        if (way.isEmpty()) {
            return mitogen.context();
        }
        int last = way.size() - 1;
        List<ConnectionMethod> key = key(way);
        Kept known = kept.get(key);
        if (known != null && !known.ended()) {
            if (!known.up) {
                context(way.subList(0, last), names, user); // it comes up, and what its hops say is of interest
            }
            return used(known.context, names.get(last), user);
        }
        Context from = context(way.subList(0, last), names, user);
        if (known != null && known.up) {
            user.aside().add(() -> user.output().complain(names.get(last), AGAIN)); // waits for no client
        }
        Kept next = new Kept(from.connect(way.get(last)), new ContextSpec(key).toString());
        kept.put(key, next);
        used(next.context, names.get(last), user);
        next.context.onUp().whenComplete((up, failure) -> {
            next.up = failure == null;
            if (failure != null) {
                forget(key, next);
            }
        });
        return next.context;
    }

    private synchronized void forget(List<ConnectionMethod> key, Kept failed) {
        kept.remove(key, failed);
    }

    /** What a context prints by itself is printed for this command, too. */
    Context used(Context context, String name, KeptTree user) {
        user.output().named(name, () -> context);
        users.computeIfAbsent(context.id(), id -> ConcurrentHashMap.newKeySet()).add(user);
        return context;
    }

    /** The command is over. */
    void left(KeptTree user) {
        users.values().forEach(all -> all.remove(user));
        users.values().removeIf(Set::isEmpty);
    }

    private static List<ConnectionMethod> key(List<ConnectionMethod> way) {
        List<ConnectionMethod> key = new ArrayList<>();
        for (ConnectionMethod method : way) {
            ConnectionMethod bare = method instanceof PasswordMethod<?> secret ? secret.withPassword(null) : method;
            key.add(
                    bare instanceof ProcessMethod<?> process
                            ? process.withTimeout(Local.local().timeout()).withPatience(Duration.ZERO)
                            : bare);
        }
        return key;
    }

    /** A line for each, in their order: its way, and since when it is up. */
    synchronized List<String> lines() {
        Map<String, String> lines = new TreeMap<>();
        for (Kept each : kept.values()) {
            String state = each.ended()
                    ? "lost; the next command connects it again"
                    : each.up
                            ? "up for " + Durations.text((System.nanoTime() - each.since) / 1_000_000_000)
                            : "connecting";
            lines.put(each.name, each.name + "  " + state);
        }
        return List.copyOf(lines.values());
    }

    private Set<KeptTree> users(Context context) {
        return users.getOrDefault(context.id(), Set.of());
    }

    @Override
    public boolean bytes(Context context, Stream stream, byte[] chunk) {
        users(context).forEach(user -> user.aside().add(() -> user.output().bytes(context, stream, chunk)));
        return true;
    }

    @Override
    public void line(Context context, Stream stream, String line) {
        throw new AssertionError("bytes() has taken everything");
    }

    @Override
    public void log(Context context, LogRecord record) {
        users(context).forEach(user -> user.aside().add(() -> user.output().log(context, record)));
    }

    @Override
    public void close() {
        mitogen.close();
    }
}
