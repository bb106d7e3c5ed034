package mitogen.calls;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.tree.RouteTable;

/**
 * What this context has handed to others: whoever is not above it may name, in a value, what lies behind the same link, and
 * what it, or somebody else behind that link, was handed. Thread-safe.
 */
public final class Handed {
    /** The kinds: a context, and that which offers a service. */
    static final long CONTEXT = 0;

    public static final long SERVICE = 1;

    private static final Object ELSEWHERE = new Object(); // for contexts that are not below this one

    private final Agent agent;
    private final RouteTable routes;
    private final Map<Object, Set<Long>> handed = new ConcurrentHashMap<>(); // by link

    Handed(Agent agent, RouteTable routes) {
        this.agent = agent;
        this.routes = routes;
    }

    private static Object key(Link link) {
        return link == null ? ELSEWHERE : link;
    }

    private static Long entry(long kind, int context) {
        return kind << 32 | context & 0xffffffffL;
    }

    /** A context, or a service of it, is in what is about to be sent to that destination. */
    public void give(long kind, int context, int destination) {
        handed.computeIfAbsent(key(agent.router.linkTo(destination)), unused -> ConcurrentHashMap.newKeySet())
                .add(entry(kind, context));
    }

    public void lost(Link link) {
        handed.remove(link);
    }

    /** Whether a context that is not above this one may name the other. */
    private boolean may(long kind, int context, int source) {
        Link from = agent.router.linkTo(source);
        if (handed.getOrDefault(key(from), Set.of()).contains(entry(kind, context))) {
            return true;
        }
        return liesBelow(context, source);
    }

    /** Whether a context lies behind the same link as the other, which is not above this one, as far as can be told. */
    public boolean liesBelow(int context, int source) {
        Link from = agent.router.linkTo(source);
        Link to = agent.router.linkTo(context);
        if (to == null && routes.end(context) != null) {
            return true; // it was below, and will not come again
        }
        // Of what is elsewhere, only those above know where it is from; what is gone can name nobody that is here.
        return from == to && context != agent.router.self && (from != null || !routes.wasBelow(context));
    }

    /**
     * The name of a context that one which is not above this one names.
     *
     * @param said what it calls it, which counts where it is not known here
     * @throws ValueException if it may not name it
     */
    public String check(long kind, int context, String said, int source) {
        if (!may(kind, context, source)) {
            throw new ValueException(agent.router.nameOf(source) + " named " + agent.router.nameOf(context)
                    + ", which is not below it, and which it was not handed by " + agent.name);
        }
        String known = agent.router.nameOf(context);
        return agent.router.linkTo(context) != null ? known : context == agent.router.self ? agent.name : said;
    }
}
