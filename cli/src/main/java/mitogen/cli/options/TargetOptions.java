package mitogen.cli.options;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import mitogen.ConnectionMethod;
import mitogen.cli.contexts.Session;
import mitogen.cli.output.Output;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Surroundings;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.targets.TargetParser;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.Durations;
import mitogen.cli.words.Quoted;
import mitogen.connect.Local;
import mitogen.connect.ProcessMethod;
import mitogen.connect.Ssh;
import mitogen.controller.Runtimes;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options that say where to run, and how to get there. Every command that connects targets has them. They give the targets,
 * and for each the way: its hops, with all that the options say about a hop.
 */
public final class TargetOptions {
    @Mixin
    private SelectionOptions selection;

    @Option(
            names = "-o",
            paramLabel = "OPTION",
            description = "ssh option, such as ConnectTimeout=3, as -F; may be repeated")
    private List<String> sshOptions = List.of();

    @Option(names = "--identity", paramLabel = "FILE", description = "ssh private key, as -F")
    private String identity;

    @Mixin
    private BecomeOptions become;

    @Mixin
    private PasswordOptions passwords;

    @Option(
            names = "--java",
            paramLabel = "PATH",
            description = "the java to use on each hop (default: it is looked for)")
    private String java;

    @Mixin
    private RuntimeOptions runtimes;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            description = "how long each hop may take to connect: 5, 500ms, 2m (default: 30)")
    private String timeout;

    @Mixin
    private FlowOptions flow;

    @Mixin
    private ClassOptions classes;

    @Option(
            names = {"-q", "--quiet"},
            description = "no summary of which targets failed")
    private boolean quiet;

    @Option(names = "-v", description = "tell more; -vv: much more, and stack traces")
    private boolean[] verbosity = {};

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private HelpOption help;

    private BiFunction<Terminal, List<Target>, Output> output = Output::of;
    private List<Target> targets;

    /**
     * The targets; lists are read once.
     *
     * @throws UsageException if something is wrong with them
     */
    public List<Target> targets(Terminal terminal) {
        if (targets == null) {
            targets = become.applied(selection.select(terminal.input(), terminal.surroundings(), "local"));
            Session session = terminal.surroundings().session();
            if (session != null) {
                session.check(waysOf(targets), terminal.surroundings().environment());
            }
        }
        return targets;
    }

    /**
     * Refuses a command line without a target: what was meant for another machine is not done here.
     *
     * @param words what was given in its place, and behind it
     */
    public void requireTarget(String command, List<String> words) {
        if (!selection.isEmpty()) {
            return;
        }
        boolean meant = words.size() > 1 && TargetParser.isTarget(words.get(0));
        List<String> rest = meant ? words.subList(1, words.size()) : words;
        throw new UsageException("no target is given\n" + (meant ? "Did you mean: " : "For this machine: ") + "mitogen "
                + command + " -t " + (meant ? Quoted.word(words.get(0)) : "local")
                + (command.equals("run") ? " -- " : " ") + Quoted.words(rest));
    }

    /** Whether targets were given, and it is not left to the command what is meant. */
    public boolean selectsTargets() {
        return !selection.isEmpty();
    }

    /** Whether standard input was a list of targets, and so is none of the programs. */
    public boolean inputRead() {
        return selection.inputRead();
    }

    /** Whether something is said about the Java at the targets, or what runs in it. */
    boolean areAboutJava() {
        return java != null || runtimes.isGiven() || classes.isGiven();
    }

    public ClassOptions classes() {
        return classes;
    }

    /** What is to be sent to targets without Java. To be called once it is known that all is well with the options. */
    public Runtimes runtimes() {
        return runtimes.runtimes();
    }

    public FlowOptions flow() {
        return flow;
    }

    /** Whether no summary is wanted. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Whether these are targets of the last run. */
    public boolean fromLastRun() {
        return selection.fromLastRun();
    }

    /** What prints the output of these targets. */
    public Output output(Terminal terminal, List<Target> all) {
        return output.apply(terminal, all);
    }

    /** Has the output shown as these options say. */
    public void showAs(OutputOptions options) {
        options.check();
        output = (terminal, all) -> options.output(terminal, all);
    }

    /** Has the output shown by what this makes for a terminal and the targets. */
    public void showAs(BiFunction<Terminal, List<Target>, Output> other) {
        output = other;
    }

    /** Whether failures are told with their stack traces. */
    public boolean wantsTraces() {
        return verbosity.length > 1;
    }

    /** How to take the targets' ways, one for each; with the passwords, which are asked for now if something is connected. */
    public List<List<ConnectionMethod>> ways(List<Target> targets, Surroundings surroundings) {
        List<List<ConnectionMethod>> ways = waysOf(targets);
        Session session = surroundings.session();
        Predicate<List<ConnectionMethod>> connects = session == null ? way -> true : way -> !session.isUp(way);
        SshCheck.check(ways.stream().filter(connects).toList(), sshOptions);
        return passwords.put(ways, connects, surroundings);
    }

    /** What {@link #ways} comes to, without a password; nothing is asked and no program is run. */
    public List<List<PlannedHop>> plan(List<Target> targets, Surroundings surroundings) {
        List<List<ConnectionMethod>> ways = waysOf(targets);
        SshCheck.check(ways, List.of());
        return passwords.plan(ways, surroundings);
    }

    private List<List<ConnectionMethod>> waysOf(List<Target> targets) {
        return targets.stream()
                .map(target -> target.hops().stream().map(this::method).toList())
                .toList();
    }

    /** Nothing is connected any more. */
    public void wipePasswords() {
        passwords.wipe();
    }

    /** How to take this hop: what its own text does not say, the options do. */
    private ConnectionMethod method(ConnectionMethod hop) {
        ConnectionMethod method = hop instanceof Ssh ssh ? ssh(ssh) : hop;
        if (method instanceof ProcessMethod<?> process) {
            process = java != null && process.java() == null ? process.withJava(java) : process;
            boolean hasTimeout = !process.timeout().equals(Local.local().timeout());
            process = timeout == null || hasTimeout ? process : process.withTimeout(limit());
            boolean isPatient = !process.patience().isZero();
            return isPatient || flow.waitUp().isZero() ? process : process.withPatience(flow.waitUp());
        }
        return method;
    }

    private Duration limit() {
        return Durations.of("--connect-timeout", timeout);
    }

    private Ssh ssh(Ssh hop) {
        String config = selection.config();
        Ssh ssh = config == null || hop.config() != null ? hop : hop.withConfig(config);
        ssh = identity == null || hop.identity() != null ? ssh : ssh.withIdentity(identity);
        for (String option : sshOptions) {
            ssh = ssh.withOption(option); // behind its own: of several with one name ssh takes the first
        }
        return ssh;
    }

    /** Checks what picocli does not. To be called first. */
    public void check() {
        if (timeout != null) {
            limit();
        }
        flow.check();
        Arguments.check(Stream.of(identity, java));
        Arguments.check(selection.texts());
        Arguments.check(Stream.of(sshOptions, passwords.texts()).flatMap(List::stream));
    }

    /** From here on log records are shown, the targets' included. */
    public Level logLevel() {
        return switch (verbosity.length) {
            case 0 -> Level.INFO;
            case 1 -> Level.FINE;
            default -> Level.ALL;
        };
    }
}
