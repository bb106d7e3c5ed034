package mitogen.connect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;

/**
 * A running container or virtual machine of Incus, through the user's own {@code incus exec}.
 *
 * @param instance name, or {@code remote:name}
 * @param project that it belongs to, or null for the current one
 * @param uid the account in the instance, or -1 for root
 * @param gid its group, or -1 for that of root
 * @param workdir the working directory there, or null for the home of root; the root directory if it does not exist
 * @param environment further variables there; other accounts may see them in the process list
 * @param binary the client to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Incus(
        String instance,
        String project,
        int uid,
        int gid,
        String workdir,
        Map<String, String> environment,
        String binary,
        String java,
        Duration timeout)
        implements CommandMethod {
    /** Checks what client would take for something else. */
    public Incus {
        Names.check("name of an instance", Objects.requireNonNull(instance, "instance"));
        Names.check("name of a project", project);
        Names.number("uid", uid);
        Names.number("gid", gid);
        Names.check("working directory", workdir);
        environment = Names.environment(environment);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
    }

    /** An instance, as its root. */
    public static Incus incus(String instance) {
        return new Incus(instance, null, -1, -1, null, Map.of(), "incus", null, DEFAULT_TIMEOUT);
    }

    /** With the project that it belongs to. */
    public Incus withProject(String name) {
        return new Incus(instance, name, uid, gid, workdir, environment, binary, java, timeout);
    }

    /** With an account in the instance, which the client takes as numbers. */
    public Incus withUser(int user, int group) {
        return new Incus(instance, project, user, group, workdir, environment, binary, java, timeout);
    }

    /** With a working directory there. */
    public Incus withWorkdir(String path) {
        return new Incus(instance, project, uid, gid, path, environment, binary, java, timeout);
    }

    /** With one more variable of the environment there. */
    public Incus withEnvironment(String name, String value) {
        return new Incus(
                instance, project, uid, gid, workdir, Names.and(environment, name, value), binary, java, timeout);
    }

    /** With another client, by name or path. */
    public Incus withBinary(String command) {
        return new Incus(instance, project, uid, gid, workdir, environment, command, java, timeout);
    }

    @Override
    public Incus withJava(String path) {
        return new Incus(instance, project, uid, gid, workdir, environment, binary, path, timeout);
    }

    @Override
    public Incus withTimeout(Duration limit) {
        return new Incus(instance, project, uid, gid, workdir, environment, binary, java, limit);
    }

    @Override
    public boolean leadsAway() {
        return true;
    }

    @Override
    public String label() {
        return "incus:" + instance;
    }

    @Override
    public List<String> command(String script) {
        return Instances.command(binary, instance, project, uid, gid, workdir, environment, script);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return Instances.diagnose(failure, binary, instance);
    }
}
