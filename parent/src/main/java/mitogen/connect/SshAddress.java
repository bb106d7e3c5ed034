package mitogen.connect;

/**
 * How an ssh host is written: {@code [ user "@" ] host [ ":" port ]}, where host is a name, or an IPv6 address between
 * brackets.
 */
final class SshAddress {
    /** What OpenSSH refuses in user names, because they may end up in a ProxyCommand's shell. */
    private static final String NOT_IN_USERS = "'`\";&<>|(){}";

    private final SpecText text;

    private SshAddress(SpecText text) {
        this.text = text;
    }

    static Ssh read(SpecText address) {
        return new SshAddress(address).ssh();
    }

    static String print(Ssh method) {
        String user = method.user() == null ? "" : SpecText.encode(method.user()) + "@";
        String host = method.host().indexOf(':') < 0 ? SpecText.encode(method.host()) : "[" + method.host() + "]";
        return user + host + (method.port() == 0 ? "" : ":" + method.port());
    }

    private Ssh ssh() {
        int end = text.length();
        if (end == 0) {
            throw text.fault("ssh needs a host, as in ssh:web1", 0);
        }
        int at = text.toString().lastIndexOf('@'); // the last one: a user may be known as name@domain
        if (at < 0) {
            return address(null, 0, end);
        }
        if (at == 0) {
            throw text.fault("the user before the @ is missing", 0);
        }
        for (int i = 0; i < at; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                throw text.fault("a user name ends at the @, and passwords do not belong in a target", i);
            }
            if (c <= ' ' || c == 0x7f || NOT_IN_USERS.indexOf(c) >= 0 || (c == '-' && i == 0)) {
                throw text.fault("a user name can't have " + quote(c) + " here", i);
            }
        }
        return address(text.substring(0, at), at + 1, end);
    }

    private Ssh address(String user, int start, int end) {
        if (start == end) {
            throw text.fault("the host is missing", start);
        }
        if (text.charAt(start) == '[') {
            int close = text.indexOf(']', start, end);
            if (close == end) {
                throw text.fault("the bracket is not closed", start);
            }
            int after = close + 1;
            if (after < end && text.charAt(after) != ':') {
                throw text.fault("only a port may follow the bracket, as in ssh:[::1]:22", after);
            }
            return ssh(user, inBrackets(start + 1, close), after < end ? port(after + 1, end) : 0);
        }
        int colon = text.indexOf(':', start, end);
        if (colon == start && text.indexOf(':', colon + 1, end) != colon + 1) {
            throw text.fault("the host is missing", start);
        }
        if (text.indexOf(':', colon + 1, end) < end) {
            throw text.fault("an IPv6 address needs brackets, as in ssh:[::1]", start);
        }
        for (int i = start; i < colon; i++) {
            char c = text.charAt(i);
            boolean fits = c == '.' || c == '_' || (c == '-' && i > start) || Character.isLetterOrDigit(c);
            if (!fits) {
                throw text.fault("a host name can't have " + quote(c) + " here", i);
            }
        }
        return ssh(user, text.substring(start, colon), colon < end ? port(colon + 1, end) : 0);
    }

    private String inBrackets(int start, int end) {
        if (text.indexOf(':', start, end) == end) {
            throw text.fault("brackets are for IPv6 addresses", start);
        }
        int zone = text.indexOf('%', start, end);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean inAddress = c == ':' || c == '.' || Character.digit(c, 16) >= 0;
            boolean inZone = c == '.' || c == '_' || c == '-' || Character.isLetterOrDigit(c);
            if (i < zone ? !inAddress : i > zone && !inZone) {
                throw text.fault("an IPv6 address can't have " + quote(c) + " here", i);
            }
        }
        return text.substring(start, end);
    }

    private int port(int start, int end) {
        if (start == end) {
            throw text.fault("the port after the colon is missing", start);
        }
        int port = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw text.fault("a port is a number, and can't have " + quote(c), i);
            }
            port = Math.min(port * 10 + (c - '0'), 1_000_000);
        }
        if (port < 1 || port > 65535) {
            throw text.fault("a port is from 1 to 65535", start);
        }
        return port;
    }

    private static String quote(char c) {
        return c == ' ' ? "a blank" : c < ' ' || c == 0x7f ? "a control character" : "'" + c + "'";
    }

    private static Ssh ssh(String user, String host, int port) {
        Ssh ssh = Ssh.ssh(host);
        ssh = user == null ? ssh : ssh.withUser(user);
        return port == 0 ? ssh : ssh.withPort(port);
    }
}
