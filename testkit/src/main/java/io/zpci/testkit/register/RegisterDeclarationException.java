package io.zpci.testkit.register;

import java.util.List;

/**
 * An interface cannot become a register file. The message has one line for each thing that is
 * wrong: the interface and method, what it has, what was expected.
 */
public final class RegisterDeclarationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  RegisterDeclarationException(List<String> problems) {
    super(String.join("\n", problems));
  }

  /** The lines. */
  public List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
