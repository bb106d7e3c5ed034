package mitogen.connect;

import static mitogen.connect.Cause.said;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Chroot}.
 *
 * @param directory that becomes the root
 * @param user an account in there, {@code name[:group]} or numbers, or null for the one that connects
 * @param binary the chroot to run
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record ChrootForm(String directory, String user, String binary, String java, Duration timeout, Duration patience)
        implements Chroot, CommandMethod {
    /** Checks what chroot would take for something else. */
    ChrootForm {
        Names.check("directory", Objects.requireNonNull(directory, "directory"));
        Names.check("user name", user);
        Names.check("command", Objects.requireNonNull(binary, "binary"));
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    @Override
    public String label() {
        return "chroot:" + directory;
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("LANGUAGE", "C");
    }

    @Override
    public List<String> command(String script) {
        return new CommandLine(binary)
                .joined("--userspec", user)
                .add(directory)
                .shell("/bin/sh", Shell.inOwnLanguage(variables(), script));
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        if (failure.stage() == Stage.JAVA
                && (failure.said("error while loading shared libraries") // glibc
                        || failure.said("Error loading shared library"))) { // musl
            return failure.because(
                    Reason.BOOTSTRAP_FAILED,
                    "Java does not find its own libraries there",
                    "It finds them by /proc; if that is not mounted: mount -t proc proc " + directory + "/proc");
        }
        return Cause.first(
                failure,
                said("peration not permitted")
                        .means(
                                Reason.NO_PERMISSION,
                                "the account that connects may not change its root directory",
                                "Connect through sudo first."),
                said("cannot change root directory", "can't change root directory")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no directory " + directory + " to change to",
                                "Check its path, on the machine that the context that connects runs on."),
                said("invalid user", "invalid group")
                        .means(
                                Reason.NOT_FOUND,
                                "there is no account " + user + " in there",
                                "Look into " + directory + "/etc/passwd, or give the numbers."),
                Cause.noShell(directory, "failed to run command", "can't execute"));
    }
}
