package mitogen.cli.commands;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import mitogen.Forward;
import mitogen.cli.status.UsageException;

/**
 * What is forwarded, as ssh has it: {@code [bind:]port:host:port}, with a path of a Unix socket in place of either side.
 *
 * @param listen where connections are accepted
 * @param connect where they are opened; null for SOCKS, where each connection says so
 */
record ForwardSpec(Kind kind, SocketAddress listen, SocketAddress connect) {
    /** Which side listens. */
    enum Kind {
        LOCAL("-L"),
        REMOTE("-R"),
        SOCKS("-D");

        final String option;

        Kind(String option) {
            this.option = option;
        }
    }

    /** @throws UsageException if it is none */
    static ForwardSpec parse(Kind kind, String text) {
        List<String> parts = parts(kind, text);
        int end = parts.size();
        SocketAddress connect = null;
        if (kind != Kind.SOCKS) {
            if (isPath(parts.get(end - 1))) {
                connect = UnixDomainSocketAddress.of(parts.get(--end));
            } else if (end >= 2) {
                end -= 2;
                connect = address(parts.get(end), port(kind, text, parts.get(end + 1), 1));
            }
        }
        if (connect == null && kind != Kind.SOCKS) {
            throw fault(kind, text);
        }
        if (end == 1 && isPath(parts.get(0)) && kind != Kind.SOCKS) {
            return new ForwardSpec(kind, UnixDomainSocketAddress.of(parts.get(0)), connect);
        }
        if (end < 1 || end > 2) {
            throw fault(kind, text);
        }
        int port = port(kind, text, parts.get(end - 1), 0);
        return new ForwardSpec(kind, end == 1 ? Forward.port(port) : bound(parts.get(0), port), connect);
    }

    /** The parts between the colons; an IPv6 address is in brackets. */
    private static List<String> parts(Kind kind, String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) == '[') {
                i = text.indexOf(']', i);
                if (i < 0) {
                    throw fault(kind, text);
                }
            } else if (i == text.length() || text.charAt(i) == ':') {
                parts.add(text.substring(start, i).replaceFirst("^\\[(.*)]$", "$1"));
                start = i + 1;
            }
        }
        if (parts.subList(1, parts.size()).contains("")) {
            throw fault(kind, text); // only the address in front may be empty
        }
        return parts;
    }

    private static boolean isPath(String part) {
        return part.indexOf('/') >= 0;
    }

    private static int port(Kind kind, String text, String digits, int least) {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        if (port < least || port > 65535) {
            throw fault(kind, text);
        }
        return port;
    }

    /** As ssh has it, an empty address or a star lets everybody in. */
    private static InetSocketAddress bound(String host, int port) {
        return host.isEmpty() || host.equals("*") ? new InetSocketAddress(port) : address(host, port);
    }

    private static InetSocketAddress address(String host, int port) {
        return InetSocketAddress.createUnresolved(host, port); // it is resolved at the side where it belongs
    }

    private static UsageException fault(Kind kind, String text) {
        return new UsageException(kind.option + " takes "
                + (kind == Kind.SOCKS ? "[BIND:]PORT" : "[BIND:]PORT:HOST:PORT, or paths of sockets")
                + ", not '" + text + "'\nTry: " + kind.option
                + (kind == Kind.SOCKS ? " 1080" : " 8080:localhost:80"));
    }

    /** {@code 127.0.0.1:8080 here -> localhost:80 at web1}, where it listens at this address. */
    String text(SocketAddress actual, String target) {
        String there = " at " + target;
        String to = kind == Kind.SOCKS ? "SOCKS 5" : text(connect);
        return kind == Kind.REMOTE
                ? text(actual) + there + " -> " + to + " here"
                : text(actual) + " here -> " + to + there;
    }

    static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address.toString();
        }
        String host =
                inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
    }
}
