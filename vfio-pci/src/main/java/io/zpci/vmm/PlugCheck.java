package io.zpci.vmm;

import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import org.jspecify.annotations.Nullable;

/**
 * What QEMU says when a function is plugged into an s390 machine. Source: spec passthrough d.2 step
 * 7, g.1; spec zpci Q-8.
 */
public final class PlugCheck {
  /** QEMU's answer. */
  public enum Answer {
    /** The guest gets the function. */
    ACCEPTED("accepted"),
    /** QEMU ends with "MSI-X support is mandatory in the S390 architecture". */
    MSIX_MANDATORY("refused, MSI-X mandatory");

    private final String word;

    Answer(String word) {
      this.word = word;
    }

    /** The answer as output spells it. */
    public String word() {
      return word;
    }

    /** The rule that the function breaks; null if it is accepted. */
    public @Nullable Rule rule() {
      return switch (this) {
        case ACCEPTED -> null;
        case MSIX_MANDATORY -> QemuRules.PLUG_MSIX;
      };
    }
  }

  private PlugCheck() {}

  /**
   * The answer for one function.
   *
   * @param interpreted whether interpretation is asked for and the machine can do it; a version
   *     without interpretation intercepts all the same
   */
  public static Answer of(QemuVersion version, boolean interpreted, FunctionFacts facts) {
    boolean needed = version.msixForAll() || !(interpreted && version.interpretation());
    return needed && facts.msix() == null ? Answer.MSIX_MANDATORY : Answer.ACCEPTED;
  }
}
