package io.zpci.testkit.watched;

import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.LinuxPci;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.LparRoute;
import io.zpci.testkit.agent.DriverWatch;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;

/** A program of its own, in whose JVM nobody has put an agent. */
public final class SelfAttached {
  private SelfAttached() {}

  public static void main(String[] arguments) {
    Fabric fabric = new Fabric(0x100);
    IsmFunction function = fabric.add(0xa1, IsmFacts.plain(fabric.pchid()));
    try (Passthrough passthrough =
            Passthrough.open(new LparRoute(), Stack.newest(), function, Arena.ofAuto(), Tap.NONE);
        DriverWatch watch = DriverWatch.attach("io.zpci.testkit.watched.Commands")) {
      new Commands(passthrough.dev()).headerFirst(5);
      System.out.println(watch.report());
    }
    System.out.println(LinuxPci.class.getModule());
  }
}
