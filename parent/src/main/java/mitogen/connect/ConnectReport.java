package mitogen.connect;

import java.time.Duration;
import java.util.List;

/**
 * What is known of a connect that succeeded. Times count from the start of the command; where a Java runtime had to be
 * sent, from that of the second one, when the first had found none.
 *
 * @param resolvedAfter when the name had an address; null where the tool did not say so
 * @param connectedAfter when the network connection was there; null where the tool did not say so
 * @param letInAfter when the far side had let the tool in; null where it did not say so
 * @param shellAfter when the far side's shell answered; a login shell has read its start files by then
 * @param runtimeAfter when a Java runtime had been sent there and unpacked; null where that was not necessary
 * @param javaAfter when that shell had found a Java and was about to become it
 * @param upAfter when the core was up
 * @param java the path of the {@code java} that was started
 * @param printed what the tool and the far side printed on the way, at most the last 100 lines of each
 */
public record ConnectReport(
        Duration resolvedAfter,
        Duration connectedAfter,
        Duration letInAfter,
        Duration shellAfter,
        Duration runtimeAfter,
        Duration javaAfter,
        Duration upAfter,
        String java,
        List<String> printed) {}
