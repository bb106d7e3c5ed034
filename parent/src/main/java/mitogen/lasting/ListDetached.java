package mitogen.lasting;

import java.io.IOException;
import java.util.List;
import mitogen.Task;

/** Lists the detached contexts that the account has where this runs. */
public record ListDetached() implements Task<List<String>> {
    @Override
    public List<String> run() throws IOException {
        return Place.own().names();
    }
}
