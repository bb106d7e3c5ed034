package mitogen.doctor;

import java.util.List;

/**
 * What is at a place after a context was there, and was not before. Others may have been at work meanwhile, so it need not
 * be ours.
 *
 * @param hop the hop, as it is written in a {@link mitogen.connect.ContextSpec}
 * @param files of the account that appeared, or have another size
 * @param processes of the account that appeared
 * @param mounts that appeared
 * @param unseen what could not be looked at, and why
 */
public record Leftovers(
        String hop, List<String> files, List<String> processes, List<String> mounts, List<String> unseen) {
    /** Whether all could be looked at, and nothing appeared. */
    public boolean none() {
        return unseen.isEmpty() && files.isEmpty() && processes.isEmpty() && mounts.isEmpty();
    }

    /** The same in words. */
    public String verdict() {
        if (none()) {
            return "nothing left";
        }
        int appeared = files.size() + processes.size() + mounts.size();
        return (appeared == 0 ? "nothing seen" : appeared + " appeared meanwhile, by us or by others")
                + (unseen.isEmpty() ? "" : "; not looked at: " + String.join(", ", unseen));
    }
}
