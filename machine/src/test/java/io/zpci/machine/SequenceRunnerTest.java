package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.Dma;
import io.zpci.ism.MoveOffset;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.FailureSignature;
import io.zpci.verdict.GuestResult;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.SequenceSettings;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceRunnerTest {
  private static final long OWN = 0x1001L << 32;
  private static final long PEERS = 0x2001L << 32;

  private static SequenceRunner runner(String route, DeviceModel device) {
    return new SequenceRunner(Routes.named(route).orElseThrow(), Stack.newest(), device);
  }

  private static Issued move(long token, int inDmb, boolean signal, String hex) {
    return Issued.store(
        Operation.PCISTB, 0, MoveOffset.of(token, 0, signal, inDmb), Bytes.ofHex(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lpar",
        "interpretation",
        "ism-vfio-pci-process",
        "zpci-io-region",
        "relaxed-pwrite"
      })
  void routesThatWorkEndAsWithoutAVmm(String route) {
    SequenceRunner runner = runner(route, DeviceModel.ISM).comparingEndState();
    for (long seed = 100; seed < 105; seed++) {
      SequenceFailure failure = runner.run(runner.sequences(SequenceSettings.of(300)).of(seed));
      assertNull(failure, "seed " + seed);
    }
  }

  @Test
  void movesGoIntoBothSidesDmbs() {
    List<SequenceRun.Area> state =
        runner("interpretation", DeviceModel.ISM)
            .onItsRoute(run -> {
              assertNull(run.issue(move(PEERS, 16, true, "c0ffee")));
              assertNull(run.issue(move(OWN, 0x3ffe, false, "beef")));
              return run.state();
            });
    assertEquals("DMB 0x2001 of the peer", state.get(0).place());
    assertEquals(Bytes.ofHex("00c0ffee00"), part(state.get(0).bytes(), 15, 5));
    assertEquals(1, state.get(1).bytes().at(0), "signalled");
    assertEquals(0, state.get(3).bytes().at(0), "the other one is not");
    assertEquals("DMB 0x1001", state.get(4).place());
    assertEquals(Bytes.ofHex("00beef"), part(state.get(4).bytes(), 0x3ffd, 3));
  }

  private static Bytes part(Bytes bytes, int from, int size) {
    byte[] part = new byte[size];
    System.arraycopy(bytes.toArray(), from, part, 0, size);
    return Bytes.of(part);
  }

  /** What is stored goes elsewhere: every answer is fine, and only the end shows it. */
  @Test
  void theEndIsComparedWithThatWithoutAVmm() {
    SequenceRunner crooked =
        runner("lpar", DeviceModel.MEMORY).with(SequenceRunnerTest::swallowing);
    List<Issued> sequence =
        List.of(
            Issued.store(Operation.PCISTB, 0, 0x100, Bytes.counting(1, 32)),
            Issued.store(Operation.PCISTB, 0, 0x200, Bytes.counting(1, 32)));
    SequenceFailure failure =
        crooked
            .failing((issued, told, judgement) -> told.failed())
            .comparingEndState()
            .run(sequence);
    assertEquals(
        new SequenceFailure.OfEndState(
            2, "BAR 0", 0x200, Bytes.counting(1, 16), Bytes.of(new byte[16])),
        failure);
    assertEquals(
        "in the end BAR 0 has 00000000000000000000000000000000 at 0x200; without a VMM"
            + " 0102030405060708090a0b0c0d0e0f10",
        String.valueOf(failure));
  }

  /** A block at 0x200 is answered with cc 0 and goes nowhere. */
  private static Between swallowing() {
    return new Between() {
      @Override
      public PciInstructions guest(PciInstructions below, Tap tap) {
        return new PciInstructions() {
          @Override
          public int load(int issue, long request, long address, Register loaded) {
            return below.load(issue, request, address, loaded);
          }

          @Override
          public int store(int issue, long request, long address, long value) {
            return below.store(issue, request, address, value);
          }

          @Override
          public int storeBlock(
              int issue, long request, long address, GuestStorage storage, long from) {
            return address == 0x200 && Request.space(request) == 0
                ? Outcome.OK
                : below.storeBlock(issue, request, address, storage, from);
          }

          @Override
          public int execute(PciInstruction instruction) {
            return below.execute(instruction);
          }
        };
      }
    };
  }

  /** The function's memory is not reached any more once it was written so often. */
  @Test
  void whatStandsAtTheWayUpIsPassed() {
    SequenceRunner runner =
        runner("interpretation", DeviceModel.ISM)
            .with(() ->
                new Between() {
                  @Override
                  public Dma dma(Dma reached, Tap tap) {
                    return new Dma() {
                      @Override
                      public int read(long address, MemorySegment target, long at, long length) {
                        return reached.read(address, target, at, length);
                      }

                      @Override
                      public int write(long address, MemorySegment source, long at, long length) {
                        byte[] wrong = new byte[(int) length];
                        return reached.write(address, MemorySegment.ofArray(wrong), 0, length);
                      }

                      @Override
                      public int or(long address, int bits, Register previous) {
                        return reached.or(address, bits, previous);
                      }

                      @Override
                      public int check(long address, long length) {
                        return reached.check(address, length);
                      }
                    };
                  }
                })
            .comparingEndState();
    SequenceFailure failure = runner.run(List.of(move(OWN, 8, false, "0102")));
    SequenceFailure.OfEndState end = assertInstanceOf(SequenceFailure.OfEndState.class, failure);
    assertEquals("DMB 0x1001", end.place());
    assertEquals(8, end.offset());
    assertEquals(new FailureSignature("end-state", null, null), end.signature());
  }

  @Test
  void whatNobodyIssuesIsLeftOutAndCounted() {
    runner("ism-vfio-pci-process", DeviceModel.ISM)
        .onItsRoute(run -> {
          assertNull(run.issue(Issued.store(Operation.PCISTG, 2, 0, Bytes.of(new byte[8]))));
          assertNull(run.issue(Issued.load(Operation.PREAD, 2, 0, 8)));
          assertEquals(1, run.skipped());
          return run;
        });
  }

  /** The number of an operation is its place in the sequence, so that it is found again there. */
  @Test
  void whatIsLeftOutCountsInTheSequence() {
    SequenceRunner runner = runner("ism-vfio-pci-process", DeviceModel.ISM);
    Issued store = Issued.store(Operation.PCISTG, 2, 0, Bytes.of(new byte[8]));
    List<Issued> sequence =
        List.of(store, store, move(OWN, 0, false, "00"), move(0x7777L << 32, 0, false, "00"));
    SequenceFailure failure = runner.run(sequence);
    assertNotNull(failure);
    assertEquals(3, failure.index());
    assertEquals(1, Fuzz.shrink(runner, sequence, failure, 100).elements().size());
  }

  @Test
  void anOperationThatIsTooLongIsRefused() {
    SequenceRunner runner = runner("lpar", DeviceModel.MEMORY);
    Bytes data = Bytes.of(new byte[3 * 4096 + 2]);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> runner.run(List.of(Issued.store(Operation.MEMCPY_TOIO, 0, 0, data))));
    assertEquals(
        "an operation of at most 12289 bytes was expected, got memcpy_toio 0 0x0 12290",
        e.getMessage());
  }

  @Test
  void aProcessIsToldBytes() {
    SequenceFailure failure =
        runner("ism-vfio-pci-process", DeviceModel.ISM)
            .run(List.of(move(OWN, 0, false, "00"), move(0x7777L << 32, 0, false, "00")));
    SequenceFailure.OfOperation second =
        assertInstanceOf(SequenceFailure.OfOperation.class, failure);
    assertEquals(1, second.index());
    assertEquals("R-19", second.judgement().rule());
    assertEquals("EIO", second.told().describe());
  }

  @Test
  void kernelsCallsAreIssuedToo() {
    SequenceRunner runner = runner("lpar", DeviceModel.MEMORY);
    List<Issued> copies =
        List.of(
            Issued.store(Operation.MEMCPY_TOIO, 0, 0x40, Bytes.counting(0, 32)),
            Issued.load(Operation.IOREAD, 0, 0x48, 8),
            Issued.store(Operation.IOWRITE, 4, 0x8, Bytes.ofHex("01020304")));
    assertNull(runner.run(copies));
    runner.onItsRoute(run -> {
      run.judge(copies.get(0));
      SequenceFailure.OfOperation loaded = run.judge(copies.get(1));
      assertEquals("08090a0b0c0d0e0f", loaded == null ? "" : loaded.hands().data().toHex());
      return run;
    });
  }

  @Test
  void anotherIdeaOfAFailureIsAsked() {
    SequenceRunner runner =
        runner("lpar", DeviceModel.MEMORY)
            .failing((issued, told, judgement) ->
                issued.operation() == Operation.PCILG && told instanceof GuestResult.Instruction);
    SequenceFailure failure =
        runner.run(
            List.of(
                Issued.store(Operation.PCISTG, 0, 0, Bytes.of(new byte[8])),
                Issued.load(Operation.PCILG, 0, 0, 8)));
    assertEquals(1, failure == null ? -1 : failure.index());
  }

  @Test
  void aRouteThatIsNotThereIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> runner("zpci-io-region", DeviceModel.MEMORY));
    assertTrue(String.valueOf(e.getMessage()).startsWith("route zpci-io-region: "), e.toString());
  }
}
