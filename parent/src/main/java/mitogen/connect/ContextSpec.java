package mitogen.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectionMethod;

/**
 * A path to a context as a text, such as {@code ssh:bastion/ssh:web1/sudo:root}: the connection methods one after the
 * other, the nearest first.
 *
 * <pre>
 * spec   = hop *( "/" hop )
 * hop    = method [ ":" address ] [ "?" option *( "&amp;" option ) ]
 * option = name [ "=" value ]
 * </pre>
 *
 * In addresses and values a character may be written as {@code %} and the two hexadecimal digits of each of its bytes in
 * UTF-8, and {@code / ? & , %} must be. {@code docs/reference/targets.md} lists the options of the methods. The text never
 * has a password in it.
 *
 * @param methods the hops, at least one
 */
public record ContextSpec(List<ConnectionMethod> methods) {
    /**
     * Checks that there is a hop.
     *
     * @param methods the connection methods, the nearest hop first
     */
    public ContextSpec {
        methods = List.copyOf(methods);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("a path to a context has at least one connection method");
        }
    }

    /**
     * Returns the path that a text describes.
     *
     * @param text the text, such as {@code ssh:bastion/ssh:web1/sudo}
     * @return the connection methods, the nearest hop first
     * @throws SyntaxException if the text describes no path
     */
    public static ContextSpec parse(String text) {
        Objects.requireNonNull(text, "text");
        try {
            List<ConnectionMethod> methods = new ArrayList<>();
            int start = 0;
            while (start <= text.length()) {
                int slash = text.indexOf('/', start);
                int end = slash < 0 ? text.length() : slash;
                methods.add(hop(text, start, end));
                start = end + 1;
            }
            return new ContextSpec(methods);
        } catch (SpecText.Fault fault) {
            throw new SyntaxException(fault.getMessage(), text, fault.position);
        }
    }

    private static ConnectionMethod hop(String text, int start, int end) {
        if (start == end) {
            throw new SyntaxException("a hop is missing", text, start);
        }
        int question = indexOf(text, '?', start, end);
        int colon = indexOf(text, ':', start, question);
        String name = text.substring(start, colon);
        Syntax<?, ?> syntax = MethodTable.named(name);
        if (syntax == null) {
            throw new SyntaxException(
                    "\"" + name + "\" is not a connection method; there are " + MethodTable.names()
                            + (colon == end ? "; a host is written as ssh:" + name : "")
                            + (start == 0 ? "" : "; a slash within the hop before is written %2F"),
                    text,
                    start);
        }
        List<SpecText> options = new ArrayList<>();
        int next = question + 1;
        while (next <= end) {
            int ampersand = indexOf(text, '&', next, end);
            options.add(new SpecText(text, next, ampersand));
            next = ampersand + 1;
        }
        int address = Math.min(colon + 1, question);
        String slash = end < text.length() ? "; a slash within it is written %2F" : "";
        if (colon < question && address == question) {
            throw new SyntaxException("the address behind the colon is missing" + slash, text, address);
        }
        if (!slash.isEmpty() && text.charAt(end - 1) == '=') {
            throw new SyntaxException("the value of the option is missing" + slash, text, end);
        }
        return syntax.parse(new SpecText(text, address, question), options);
    }

    private static int indexOf(String text, char c, int from, int end) {
        int at = text.indexOf(c, from);
        return at < 0 || at > end ? end : at;
    }

    /**
     * {@return one connection method as it is written in a specification, without its password}
     *
     * @param method the connection method
     */
    public static String print(ConnectionMethod method) {
        return MethodTable.print(method);
    }

    /** Returns the text. Parsed again, it gives an equal path, except for passwords. */
    @Override
    public String toString() {
        return String.join("/", methods.stream().map(ContextSpec::print).toList());
    }

    /** A text is not a {@link ContextSpec}. The message has the problem, the text, and a caret under the fault. */
    public static final class SyntaxException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        /** What a specification looks like: the last line of each message. */
        public static final String REMEDY =
                "It is written like local, ssh:deploy@web1:2222 or ssh:bastion/ssh:web1/sudo:root; see docs/reference/targets.md.";

        private final String problem;
        private final int position;

        /** The fault is at the given index of the text, which may be its end. */
        SyntaxException(String problem, String text, int position) {
            super(problem + "\n  " + text + "\n  " + " ".repeat(position) + "^\n" + REMEDY);
            this.problem = problem;
            this.position = position;
        }

        /** {@return what is wrong, without the text and the caret} */
        public String problem() {
            return problem;
        }

        /** {@return where, as an index of the text from 0; its length if something is missing at the end} */
        public int position() {
            return position;
        }
    }
}
