package io.zpci.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The least that a command of its kind does: reads its command line and says hello. */
@Command(name = "hello", mixinStandardHelpOptions = true, description = "Says hello.")
final class HelloCommand implements Callable<Integer> {
  @Parameters(defaultValue = "world", description = "To whom.")
  private String whom = "world";

  private HelloCommand() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    int code = new CommandLine(new HelloCommand()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    System.out.println("hello " + whom);
    return 0;
  }
}
