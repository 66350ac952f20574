package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.Shrunk;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed; that it compiles and fails as it should is seen where the test kit is. */
class SequenceTestSourceTest {
  private static final List<Issued> OPERATIONS =
      List.of(
          Issued.store(Operation.PCISTB, 0, 0x1001_0080_0000L, Bytes.counting(0, 40)).from(0xff8),
          Issued.store(Operation.PCISTG, 4, 0x7fff_ffff, Bytes.of(new byte[4])).inProblemState(),
          Issued.load(Operation.PCILG, 15, 0x3c, 4));

  private static String source(String route, DeviceModel device, boolean inTheEnd) {
    SequenceRunner runner =
        new SequenceRunner(Routes.named(route).orElseThrow(), Stack.newest(), device);
    SequenceFailure failure =
        inTheEnd
            ? new SequenceFailure.OfEndState(3, "BAR 0", 0, Bytes.NONE, Bytes.NONE)
            : runner.run(List.of(Issued.store(Operation.PCISTB, 6, 0, Bytes.of(new byte[16]))));
    assertTrue(failure != null);
    Fuzz.Found found = new Fuzz.Found(-1, failure, new Shrunk<>(OPERATIONS, 1, true), failure);
    return SequenceTestSource.of(runner, found, "FoundTest");
  }

  @Test
  void operationsStandAsTheyWereIssued() {
    String source = source("bar-rw", DeviceModel.MEMORY, false);
    String operations = source.substring(source.indexOf("            List.of("));
    assertEquals(
        """
                    List.of(
                        Issued.store(Operation.PCISTB, 0, 0x100100800000L, Bytes.ofHex(
                              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                                + "2021222324252627")).from(0xff8),
                        Issued.store(Operation.PCISTG, 4, 0x7fffffff, \
        Bytes.of(new byte[4])).inProblemState(),
                        Issued.load(Operation.PCILG, 15, 0x3c, 4))));
          }
        }
        """,
        operations);
  }

  @Test
  void versionsAndSeedAreNamed() {
    String source = source("bar-rw", DeviceModel.MEMORY, false);
    assertTrue(source.contains("/** Found by zpci fuzz from seed 18446744073709551615: "), source);
    for (String said :
        List.of(
            "route = \"bar-rw\"",
            "qemu = \"qemu-11.1\"",
            "host = \"linux-7.2\"",
            "guest = \"linux-7.2\"",
            "hostOrder = \"be\"",
            "mio = true",
            "nullMappingSucceeds = false",
            "device = DeviceModel.MEMORY")) {
      assertTrue(source.contains("      " + said), said + "\n" + source);
    }
    assertTrue(!source.contains("IsmPeer"), source);
  }

  @Test
  void anIsmFunctionHasAPeer() {
    String source = source("lpar", DeviceModel.ISM, false);
    assertTrue(source.contains("import io.zpci.machine.IsmPeer;\n"), source);
    assertTrue(source.contains("SequenceRun.on(passthrough, peer, trace);\n"), source);
  }

  @Test
  void aWrongEndIsComparedAgain() {
    String source = source("lpar", DeviceModel.ISM, true);
    assertTrue(source.contains("  void theEndIsThatWithoutAVmm(Passthrough passthrough) {\n"));
    assertTrue(source.contains("        runner.comparingEndState().run(\n"), source);
  }
}
