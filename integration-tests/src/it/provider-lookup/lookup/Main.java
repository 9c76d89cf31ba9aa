package lookup;

import io.mcpidentity.auth.IdentityProviders;
import java.util.TreeSet;

/** Prints how the program runs and which identity providers it finds. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Module library = IdentityProviders.class.getModule();
        System.out.println("core is " + (library.isNamed() ? "the module " + library.getName() : "on the class path"));
        System.out.println("providers " + new TreeSet<>(IdentityProviders.load().ids()));
    }
}
