package mitogen.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mitogen.MitogenException;
import mitogen.connect.ConnectReport;

/**
 * What there is to know of one hop.
 *
 * @param hop the hop, as it is written in a {@link mitogen.connect.ContextSpec}
 * @param state what became of it
 * @param command what is run to connect it, with … for the first stage's text; a password is never a part of it, variables
 *     and options are as they were given. Empty for a context in the same JVM
 * @param ssh for ssh: what its configuration and its options come to, by ssh's names in lower case; else empty
 * @param connect how it was connected; null if it is not up, or is in the same JVM
 * @param surroundings what is there; null if it is not up
 * @param roundTrip the median of several; null if it is not up
 * @param failure why it is not up; null if it is, or was not tried
 */
public record HopReport(
        String hop,
        State state,
        List<String> command,
        Map<String, String> ssh,
        ConnectReport connect,
        Surroundings surroundings,
        Duration roundTrip,
        MitogenException failure) {
    /** What became of a hop. */
    public enum State {
        /** It came up, and answered. */
        UP("up"),
        /** It did not come up, or was lost while it was looked at. */
        FAILED("failed"),
        /** One before it failed. */
        NOT_TRIED("not tried");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether all is well there, in words. */
    public String verdict() {
        return Verdict.of(this);
    }
}
