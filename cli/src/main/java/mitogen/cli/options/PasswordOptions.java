package mitogen.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import mitogen.ConnectionMethod;
import mitogen.Secret;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Surroundings;
import mitogen.connect.ProcessMethod.PasswordMethod;
import picocli.CommandLine.Option;

/** The options that give passwords to hops. Each is read once, before anything is connected. */
final class PasswordOptions {
    @Option(
            names = {"-K", "--ask-password"},
            description =
                    "ask here for the password of the last hop that takes one, once for all targets; with --become"
                            + " that is the hop to the other account")
    private boolean ask;

    @Option(
            names = "--ask-password-of",
            paramLabel = "HOP",
            description = "ask for the password of these hops: sudo, or sudo:root; may be repeated")
    private List<String> askOf = List.of();

    @Option(
            names = "--ask-each",
            description = "ask for each target apart, where the passwords differ; with one of the two above")
    private boolean askEach;

    @Option(
            names = "--password-file",
            paramLabel = "[HOP=]FILE",
            description = "the password is the first line of this file; may be repeated")
    private List<String> files = List.of();

    @Option(
            names = "--password-command",
            paramLabel = "[HOP=]COMMAND",
            description = "the password is the first line that this shell command prints; may be repeated")
    private List<String> commands = List.of();

    /** What was given to these options. */
    List<String> texts() {
        return Stream.of(askOf, files, commands).flatMap(List::stream).toList();
    }

    /** Gives a password; who types it is told what it is for. */
    private interface Reader {
        Secret read(String prompt) throws IOException;
    }

    /** A hop that takes a password: which of a way. */
    private record Hop(List<ConnectionMethod> way, int index) {}

    private List<Source> sources = List.of();

    /** One password, and which hops it is for: a method's name, a hop, or null for the last that takes one. */
    private static final class Source {
        final String option;
        final String hop;
        final Reader reader;
        final List<Hop> hops = new ArrayList<>(); // that it is for
        private final boolean each; // hop has a secret of its own
        private final Map<List<ConnectionMethod>, Secret> secrets = new HashMap<>(); // by the way to the hop

        Source(String option, String hop, boolean each, Reader reader) {
            this.option = option;
            this.hop = hop;
            this.each = each;
            this.reader = reader;
        }

        boolean isFor(ConnectionMethod method) {
            String label = method.label();
            return label.equals(hop) || label.split(":", 2)[0].equals(hop);
        }

        Secret secret(Hop of) {
            try {
                List<ConnectionMethod> key = each ? of.way.subList(0, of.index + 1) : List.of();
                Secret secret = secrets.get(key);
                if (secret == null) {
                    secret = reader.read(PasswordPrompt.of(of.way, of.index, each ? 0 : hops.size() - 1));
                    secrets.put(key, secret);
                }
                return secret;
            } catch (IOException e) {
                throw new UsageException(option + ": " + e.getMessage()
                        + "\nPasswords come from --ask-password, --password-file or --password-command.");
            }
        }
    }

    /** The ways with passwords in the hops that they are for, where something is connected; in the order of the ways. */
    List<List<ConnectionMethod>> put(
            List<List<ConnectionMethod>> ways, Predicate<List<ConnectionMethod>> connects, Surroundings surroundings) {
        assign(ways, surroundings);
        List<List<ConnectionMethod>> all = new ArrayList<>();
        for (List<ConnectionMethod> way : ways) {
            List<ConnectionMethod> with = new ArrayList<>(way);
            for (Source source : sources) {
                for (Hop hop : source.hops) {
                    if (hop.way == way && connects.test(way)) {
                        PasswordMethod<?> method = (PasswordMethod<?>) way.get(hop.index);
                        with.set(hop.index, method.withPassword(source.secret(hop)));
                    }
                }
            }
            all.add(with);
        }
        return all;
    }

    /** What {@link #put} would do, without asking for a password. */
    List<List<PlannedHop>> plan(List<List<ConnectionMethod>> ways, Surroundings surroundings) {
        assign(ways, surroundings);
        List<List<PlannedHop>> all = new ArrayList<>();
        for (List<ConnectionMethod> way : ways) {
            List<PlannedHop> hops = new ArrayList<>();
            for (int i = 0; i < way.size(); i++) {
                String from = optionFor(way, i);
                ConnectionMethod method = way.get(i);
                hops.add(PlannedHop.of(
                        from == null ? method : ((PasswordMethod<?>) method).withPassword(new Secret("")), from));
            }
            all.add(hops);
        }
        return all;
    }

    private String optionFor(List<ConnectionMethod> way, int index) {
        for (Source source : sources) {
            for (Hop hop : source.hops) {
                if (hop.way == way && hop.index == index) {
                    return source.option;
                }
            }
        }
        return null;
    }

    /** Finds the hops that each password is for. */
    private void assign(List<List<ConnectionMethod>> ways, Surroundings surroundings) {
        sources = sources(surroundings);
        for (List<ConnectionMethod> way : ways) {
            boolean last = true;
            for (int i = way.size() - 1; i >= 0; i--) {
                if (way.get(i) instanceof PasswordMethod<?> method) {
                    Source source = source(sources, method, last);
                    if (source != null) {
                        source.hops.add(new Hop(way, i));
                    }
                    last = false;
                }
            }
        }
        for (Source source : sources) {
            if (source.hops.isEmpty()) {
                throw new UsageException(source.option + ": no hop of the targets "
                        + (source.hop == null ? "takes a password" : "is called " + source.hop)
                        + "\nThose that take one are ssh, sudo, su and doas.");
            }
        }
    }

    /** Overwrites them; nothing is connected with them any more. */
    void wipe() {
        for (Source source : sources) {
            source.secrets.values().forEach(Secret::wipe);
        }
    }

    /** What names a hop goes before what is for the last one. */
    private static Source source(List<Source> sources, ConnectionMethod method, boolean last) {
        for (Source source : sources) {
            if (source.isFor(method)) {
                return source;
            }
        }
        return !last
                ? null
                : sources.stream().filter(each -> each.hop == null).findFirst().orElse(null);
    }

    private List<Source> sources(Surroundings around) {
        if (askEach && !ask && askOf.isEmpty()) {
            throw new UsageException("--ask-each is about --ask-password and --ask-password-of, and both are missing"
                    + "\nAdd one of them.");
        }
        List<Source> sources = new ArrayList<>();
        for (String hop : askOf) {
            sources.add(new Source("--ask-password-of", hop, askEach, around::ofTerminal));
        }
        for (String file : files) {
            String rest = file.substring(start(file));
            sources.add(new Source(
                    "--password-file", hop(file), false, prompt -> Secret.ofFile(around.path(Path.of(rest)))));
        }
        for (String command : commands) {
            String rest = command.substring(start(command));
            sources.add(new Source("--password-command", hop(command), false, prompt -> around.ofCommand(rest)));
        }
        if (ask) {
            sources.add(new Source("--ask-password", null, askEach, around::ofTerminal));
        }
        return sources;
    }

    private static String hop(String text) {
        return start(text) == 0 ? null : text.substring(0, start(text) - 1);
    }

    /** Where what stands behind {@code HOP=} starts; 0 if there is no hop in front. */
    private static int start(String text) {
        int equals = text.indexOf('=');
        String hop = equals < 0 ? "" : text.substring(0, equals).split(":", 2)[0];
        return List.of("ssh", "sudo", "su", "doas").contains(hop) ? equals + 1 : 0;
    }
}
