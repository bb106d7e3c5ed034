package mitogen.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads target strings.
 *
 * <pre>
 * targets = target *( "," target )            blanks around a target are ignored
 * target  = hop *( "/" hop )                  the way there, the nearest hop first
 * hop     = "local" / "ssh:" [ user "@" ] host [ ":" port ]
 * host    = name / "[" IPv6 address "]"
 * </pre>
 */
final class TargetParser {
    /** What OpenSSH refuses in user names, because they may end up in a ProxyCommand's shell. */
    private static final String NOT_IN_USERS = "'`\";&<>|(){}";

    private final String text;

    private TargetParser(String text) {
        this.text = text;
    }

    /**
     * The targets in the order in which they were written.
     *
     * @throws TargetSyntaxException if the text is not a list of targets
     */
    static List<Target> parse(String text) {
        return new TargetParser(text).targets();
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        int start = 0;
        while (start <= text.length()) {
            int end = indexOf(',', start, text.length());
            Target target = target(start, end);
            int times = seen.merge(target.name(), 1, Integer::sum);
            targets.add(times == 1 ? target : new Target(target.name() + "#" + times, target.hops()));
            start = end + 1;
        }
        return List.copyOf(targets);
    }

    private Target target(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        if (start == end) {
            throw fault("a target is missing", from);
        }
        List<Hop> hops = new ArrayList<>();
        int hop = start;
        while (hop <= end) {
            int slash = indexOf('/', hop, end);
            hops.add(hop(hop, slash));
            hop = slash + 1;
        }
        return new Target(text.substring(start, end), List.copyOf(hops));
    }

    private Hop hop(int start, int end) {
        if (start == end) {
            throw fault("a hop is missing", start);
        }
        int colon = indexOf(':', start, end);
        String method = text.substring(start, colon);
        switch (method) {
            case "local":
                if (colon < end) {
                    throw fault("local takes no address", colon);
                }
                return new Hop.Local();
            case "ssh":
                if (colon + 1 >= end) {
                    throw fault("ssh needs a host, as in ssh:web1", end);
                }
                return ssh(colon + 1, end);
            default:
                throw fault(
                        "\"" + method + "\" is not a connection method; there are local and ssh"
                                + (colon == end ? ", as in ssh:" + method : ""),
                        start);
        }
    }

    private Hop ssh(int start, int end) {
        int at = text.lastIndexOf('@', end - 1); // the last one: a user may be known as name@domain
        if (at < start) {
            return address(null, start, end);
        }
        if (at == start) {
            throw fault("the user before the @ is missing", start);
        }
        for (int i = start; i < at; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                throw fault("a user name ends at the @, and passwords do not belong in a target", i);
            }
            if (c <= ' ' || c == 0x7f || NOT_IN_USERS.indexOf(c) >= 0 || (c == '-' && i == start)) {
                throw fault("a user name can't have " + quote(c) + " here", i);
            }
        }
        return address(text.substring(start, at), at + 1, end);
    }

    private Hop address(String user, int start, int end) {
        if (start == end) {
            throw fault("the host is missing", start);
        }
        if (text.charAt(start) == '[') {
            int close = indexOf(']', start, end);
            if (close == end) {
                throw fault("the bracket is not closed", start);
            }
            int after = close + 1;
            if (after < end && text.charAt(after) != ':') {
                throw fault("only a port may follow the bracket, as in ssh:[::1]:22", after);
            }
            return new Hop.Ssh(user, inBrackets(start + 1, close), after < end ? port(after + 1, end) : 0);
        }
        int colon = indexOf(':', start, end);
        if (colon == start && text.indexOf(':', colon + 1) != colon + 1) {
            throw fault("the host is missing", start);
        }
        if (indexOf(':', colon + 1, end) < end) {
            throw fault("an IPv6 address needs brackets, as in ssh:[::1]", start);
        }
        for (int i = start; i < colon; i++) {
            char c = text.charAt(i);
            boolean fits = c == '.' || c == '_' || (c == '-' && i > start) || Character.isLetterOrDigit(c);
            if (!fits) {
                throw fault("a host name can't have " + quote(c) + " here", i);
            }
        }
        return new Hop.Ssh(user, text.substring(start, colon), colon < end ? port(colon + 1, end) : 0);
    }

    private String inBrackets(int start, int end) {
        if (indexOf(':', start, end) == end) {
            throw fault("brackets are for IPv6 addresses", start);
        }
        int zone = indexOf('%', start, end);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean inAddress = c == ':' || c == '.' || Character.digit(c, 16) >= 0;
            boolean inZone = c == '.' || c == '_' || c == '-' || Character.isLetterOrDigit(c);
            if (i < zone ? !inAddress : i > zone && !inZone) {
                throw fault("an IPv6 address can't have " + quote(c) + " here", i);
            }
        }
        return text.substring(start, end);
    }

    private int port(int start, int end) {
        if (start == end) {
            throw fault("the port after the colon is missing", start);
        }
        int port = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw fault("a port is a number, and can't have " + quote(c), i);
            }
            port = Math.min(port * 10 + (c - '0'), 1_000_000);
        }
        if (port < 1 || port > 65535) {
            throw fault("a port is from 1 to 65535", start);
        }
        return port;
    }

    /** Where the character is next, or the end if it is not in between. */
    private int indexOf(char c, int from, int end) {
        int at = text.indexOf(c, from);
        return at < 0 || at > end ? end : at;
    }

    private static String quote(char c) {
        return c == ' ' ? "a blank" : c < ' ' || c == 0x7f ? "a control character" : "'" + c + "'";
    }

    private TargetSyntaxException fault(String problem, int at) {
        return new TargetSyntaxException(problem, text, at);
    }
}
