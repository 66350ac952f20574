package io.zpci.bench;

import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmEvents;
import io.zpci.serve.ServedMachine;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Our side of {@link RoundTripSuite}: a memory device that takes blocks of up to 4 KiB. */
final class RoundTripServer {
  /** Bytes of BAR 0. */
  static final int SIZE = 0x10000;

  private RoundTripServer() {}

  /** Serves on the socket that {@code arguments} names, until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    FunctionFacts facts =
        new FunctionFacts(
            "memory",
            0x1b36,
            0x0005,
            0,
            0,
            List.of((long) SIZE, 0L, 0L, 0L, 0L, 0L),
            BlockClass.RELAXED,
            4096,
            false,
            1,
            null,
            256);
    ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
    try (VfioUserServer server =
        VfioUserServer.listen(
            Path.of(arguments[0]),
            machine.serve(new MemoryFunction(facts), OptionalInt.empty(), FunctionEvents.NONE),
            ServerEvents.NONE)) {
      server.start();
      while (System.in.read() >= 0) {
        // Its end is the signal.
      }
    }
  }
}
