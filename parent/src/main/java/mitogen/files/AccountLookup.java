package mitogen.files;

import java.io.IOException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;

/** Looks up accounts and groups there. */
final class AccountLookup extends UserPrincipalLookupService {
    private final Remote remote;

    AccountLookup(Remote remote) {
        this.remote = remote;
    }

    @Override
    public UserPrincipal lookupPrincipalByName(String name) throws IOException {
        return new Account(remote.ask(new Looks.Account(name, false), String.class, name), -1);
    }

    @Override
    public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
        return new Account(remote.ask(new Looks.Account(group, true), String.class, group), -1);
    }
}
