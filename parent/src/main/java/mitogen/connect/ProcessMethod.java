package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.Secret;

/**
 * A connection method whose context is a process of its own, which a command starts. It is immutable: each {@code with…}
 * returns another one, and checks what it is given.
 *
 * @param <M> the method itself
 */
public interface ProcessMethod<M extends ProcessMethod<M>> extends ConnectionMethod {
    /** {@return the Java to run there, or null to look for one} */
    String java();

    /** {@return how long the connect may take, until the context is up; 30 seconds by default} */
    Duration timeout();

    /**
     * {@return this method with the Java to run there, as the path of its {@code java} command; null to look for one}
     *
     * @param path the path there; null to look for one
     */
    default M withJava(String path) {
        return with(self(), "java", path);
    }

    /**
     * {@return this method with another timeout}
     *
     * @param limit from 1 millisecond to 24 hours
     * @throws IllegalArgumentException if it is less or more
     */
    default M withTimeout(Duration limit) {
        if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("the timeout is " + limit + "; it has to be from 1 ms to 24 hours");
        }
        return with(self(), "timeout", limit);
    }

    /** {@return how long a failed connect is tried again; zero by default} */
    Duration patience();

    /**
     * {@return this method with patience: a connect that fails for a reason that may pass is tried again for this time} So a
     * program waits for a machine that starts, or starts again. The pauses between the attempts are random, and grow up to
     * ten seconds. Each attempt may take the {@linkplain #timeout timeout}.
     *
     * <p>A connect is tried again if it fails before the far side has run anything, for one of these reasons: {@link
     * mitogen.ConnectFailedException.Reason#CONNECTION_REFUSED CONNECTION_REFUSED}, {@link
     * mitogen.ConnectFailedException.Reason#UNREACHABLE UNREACHABLE}, {@link mitogen.ConnectFailedException.Reason#TIMEOUT
     * TIMEOUT}, {@link mitogen.ConnectFailedException.Reason#NOT_RUNNING NOT_RUNNING}; and a host that says that it is
     * booting or going down. A wrong password or an unknown host key is not tried again. When the time is over, the connect
     * fails with the reason of the last attempt.
     *
     * @param time counted from the order to connect, at most 24 hours; zero for one attempt
     * @throws IllegalArgumentException if it is negative or more
     */
    default M withPatience(Duration time) {
        if (time.isNegative() || time.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("the patience is " + time + "; it has to be from 0 to 24 hours");
        }
        return with(self(), "patience", time);
    }

    @SuppressWarnings("unchecked") // that is what M is
    private M self() {
        return (M) this;
    }

    /**
     * What is known of a connect that succeeded. Times count from the start of the command; if a Java runtime had to be
     * sent, from the start of the second command, which was run after the first had found no Java.
     *
     * @param resolvedAfter when the name had an address; null where the tool did not say so
     * @param connectedAfter when the network connection was there; null where the tool did not say so
     * @param letInAfter when the far side had let the tool in; null where it did not say so
     * @param shellAfter when the far side's shell answered; a login shell has read its start files by then
     * @param runtimeAfter when a Java runtime had been sent there and unpacked; null where that was not necessary
     * @param javaAfter when that shell had found a Java and was about to become it
     * @param upAfter when the core was up
     * @param java the path of the {@code java} that was started
     * @param printed what the tool and the far side printed before the context was up, at most the last 100 lines of each
     */
    record ConnectReport(
            Duration resolvedAfter,
            Duration connectedAfter,
            Duration letInAfter,
            Duration shellAfter,
            Duration runtimeAfter,
            Duration javaAfter,
            Duration upAfter,
            String java,
            List<String> printed) {}

    /**
     * A connection method whose command may ask for a password.
     *
     * @param <M> the method itself
     */
    interface PasswordMethod<M extends PasswordMethod<M>> extends ProcessMethod<M> {
        /**
         * {@return this method with a password to answer with} {@link Secret#ofFile} and its kin read one.
         *
         * @param secret the password, or null for none
         */
        @SuppressWarnings("unchecked") // it is an M itself
        default M withPassword(Secret secret) {
            return with((M) this, "password", secret);
        }
    }
}
