package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.connect.Namespaces.Engine;
import mitogen.connect.Namespaces.Entered;
import mitogen.connect.Namespaces.Kind;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Entered}.
 *
 * @param target number of a process, or name of a container
 * @param engine that the container belongs to; null for a process
 * @param namespaces to enter
 * @param uid the account in there, or -1 for root
 * @param gid its group, or -1 for that of root
 * @param binary the nsenter to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record SetnsForm(
        String target,
        Engine engine,
        Set<Kind> namespaces,
        int uid,
        int gid,
        String binary,
        String java,
        Duration timeout,
        Duration patience)
        implements Entered, CommandMethod {
    static final Set<Kind> ALL = Set.of(Kind.values());

    private static final String NOT_RUNNING = "it has no process";

    /** The name goes with the number, as the list of what does not exist is as empty as that of what does not run. */
    static final String INSTANCE = " --format csv --columns np \"^$1\\$\"`||exit;"
            + "[ \"$p\" ]||{ echo \"$1 doesn't exist\" >&2;exit 1;};p=`echo ${p#*,}";

    /** Checks what nsenter would take for something else. */
    SetnsForm {
        Names.check("process or container", Objects.requireNonNull(target, "target"));
        if (engine == null && !target.matches("[1-9][0-9]{0,9}")) {
            throw new IllegalArgumentException("'" + target + "' is not the number of a process");
        }
        namespaces = Set.copyOf(namespaces);
        Names.number("uid", uid);
        Names.number("gid", gid);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    @Override
    public String label() {
        return "setns:" + (engine == null ? "" : engine.name().toLowerCase(Locale.ROOT) + ":") + target;
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("LANGUAGE", "C");
    }

    @Override
    public List<String> command(String script) {
        CommandLine enter = engine == null
                ? new CommandLine(binary, "--target", target)
                : new CommandLine("/bin/sh", "-c", lookup(engine), "sh", target, binary);
        if (namespaces.equals(ALL)) {
            enter.add("--all");
        } else {
            for (Kind each : Kind.values()) {
                enter.flag(namespaces.contains(each), each.option());
            }
        }
        return enter.flag(namespaces.contains(Kind.MOUNT), "--root")
                .flag(namespaces.contains(Kind.MOUNT), "--wd")
                .option("--setuid", uid < 0 ? null : String.valueOf(uid))
                .option("--setgid", gid < 0 ? null : String.valueOf(gid))
                .add("--")
                .shell("/bin/sh", Shell.inOwnLanguage(variables(), script));
    }

    /** Runs the command $2 with the number of the first process of $1, and the rest of its arguments. */
    private static String lookup(Engine engine) {
        return "p=`" + engine.lookup + "`||exit;[ \"$p\" ]&&[ \"$p\" != 0 ]||{ echo \"$1: " + NOT_RUNNING
                + "\" >&2;exit 1;};n=$2;shift 2;exec \"$n\" --target \"$p\" \"$@\"";
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        String tool = engine == null ? binary : engine.tool();
        if (failure.missing(tool) || failure.missing(binary)) {
            return failure.toolMissing(failure.missing(tool) ? tool : binary);
        }
        return Cause.first(
                failure,
                said("ermission denied", "peration not permitted")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not enter the namespaces of " + target,
                                "Connect through sudo first."),
                said("no such object", "No such object", "doesn't exist", "No machine '")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no container " + target,
                                "Check its name, and that it belongs to the account that connects."),
                said(": " + NOT_RUNNING, "cannot open /proc/" + target + "/", "stat of /proc/" + target + "/")
                        .means(
                                Reason.NOT_RUNNING,
                                engine == null ? "there is no process " + target : target + " is not running",
                                engine == null
                                        ? "Look it up anew. If /proc is mounted with hidepid, other accounts' processes are"
                                                + " hidden: connect through sudo first."
                                        : "Look it up anew; start it if need be."),
                said("Cannot connect to", "unable to connect to", "Failed to connect to bus", "dial unix")
                        .means(
                                Reason.UNREACHABLE,
                                "the engine that " + tool + " asks does not answer",
                                "Check that it runs, and that " + tool + " finds it."),
                Cause.noShell("the root of " + target, "failed to execute"));
    }
}
