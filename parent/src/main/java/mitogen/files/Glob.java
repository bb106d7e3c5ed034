package mitogen.files;

import java.nio.file.PathMatcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of paths, as {@link java.nio.file.FileSystem#getPathMatcher} describes them, with the rules of Unix. */
final class Glob {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    private Glob(String glob) {
        this.glob = glob;
    }

    /** The matcher for a syntax, a colon and a pattern. */
    static PathMatcher matcher(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' does not begin with a syntax and a colon: glob: or regex:");
        }
        String syntax = text.substring(0, colon);
        String rest = text.substring(colon + 1);
        Pattern pattern;
        if (syntax.equalsIgnoreCase("glob")) {
            pattern = Pattern.compile(regex(rest), Pattern.DOTALL);
        } else if (syntax.equalsIgnoreCase("regex")) {
            pattern = Pattern.compile(rest);
        } else {
            throw new UnsupportedOperationException("there is no syntax '" + syntax + "': glob and regex are known");
        }
        return path -> pattern.matcher(path.toString()).matches();
    }

    /** The regular expression for a glob. */
    static String regex(String glob) {
        return new Glob(glob).regex();
    }

    private PatternSyntaxException wrong(String why) {
        return new PatternSyntaxException(why, glob, at - 1);
    }

    private boolean has(char next) {
        return at < glob.length() && glob.charAt(at) == next;
    }

    private String regex() {
        while (at < glob.length()) {
            char next = glob.charAt(at++);
            switch (next) {
                case '\\' -> {
                    if (at == glob.length()) {
                        throw wrong("nothing is behind the backslash");
                    }
                    literal(glob.charAt(at++));
                }
                case '[' -> bracket();
                case '{' -> {
                    if (inGroup) {
                        throw wrong("groups cannot be within each other");
                    }
                    inGroup = true;
                    regex.append("(?:(?:");
                }
                case '}' -> {
                    regex.append(inGroup ? "))" : "\\}");
                    inGroup = false;
                }
                case ',' -> regex.append(inGroup ? ")|(?:" : ",");
                case '*' -> {
                    boolean across = has('*');
                    at += across ? 1 : 0;
                    regex.append(across ? ".*" : "[^/]*");
                }
                case '?' -> regex.append("[^/]");
                default -> literal(next);
            }
        }
        if (inGroup) {
            throw wrong("a group has no end");
        }
        return regex.toString();
    }

    private void literal(char next) {
        if ("\\^$.|?+*()[]{}".indexOf(next) >= 0) {
            regex.append('\\');
        }
        regex.append(next);
    }

    /** A set of characters, none of which is a slash. */
    private void bracket() {
        regex.append("[[^/]&&[");
        if (has('!')) {
            regex.append('^');
            at++;
        }
        int first = at;
        for (; at < glob.length() && (glob.charAt(at) != ']'); at++) {
            char next = glob.charAt(at);
            if (next == '/') {
                throw wrong("a set of characters has a slash");
            }
            boolean range = next == '-' && at > first && at + 1 < glob.length() && glob.charAt(at + 1) != ']';
            if (range && glob.charAt(at + 1) < glob.charAt(at - 1)) {
                throw wrong("a range goes backwards");
            }
            if ("\\[]&^-".indexOf(next) >= 0 && !range) {
                regex.append('\\');
            }
            regex.append(next);
        }
        if (at == glob.length()) {
            throw wrong("a set of characters has no end");
        }
        at++;
        regex.append("]]");
    }
}
