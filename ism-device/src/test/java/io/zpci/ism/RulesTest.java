package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.zpci.arch.Outcome;
import io.zpci.arch.Reaction;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.firmware.FirmwareChecks;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each rule of the device broken once, under each reaction: how the access ends, and what came of
 * it. {@code -} as reaction is the rule's own.
 */
class RulesTest {
  private static final String GONE = "in error";

  private Fabric fabric =
      new Fabric(0x120, DmbeMask.ROTATED, PeerNotices.NONE, IsmEvents.NONE, () -> 0);
  private Bench a = new Bench(fabric, 1);
  private Bench b = new Bench(fabric, 2);

  private void build(Rule rule, String reaction) {
    Reactions reactions =
        reaction.equals("-")
            ? Reactions.DEFAULT
            : Reactions.DEFAULT.with(rule, Reaction.valueOf(reaction));
    fabric = new Fabric(0x120, DmbeMask.ROTATED, PeerNotices.NONE, IsmEvents.NONE, () -> 0);
    a = new Bench(fabric, 0xa1a1_a1a1_0000_0001L, reactions);
    b = new Bench(fabric, 0xb2b2_b2b2_0000_0002L, reactions);
  }

  /** The response's header, unless the function is in error. */
  private static String header(Bench bench) {
    return bench.function.inError() ? GONE : bench.load(0);
  }

  private static void assertBroken(Rule rule, String reaction, Bench bench) {
    assertEquals(
        reaction.equals("NONE") ? List.of() : List.of(rule.id()),
        bench.broken().stream().distinct().toList());
  }

  private static String spell(int outcome) {
    return Outcome.describe(outcome);
  }

  @Test
  void theTableIsCompleteAndItsFirmwareRulesAreTheFirmwares() {
    assertEquals(
        IntStream.rangeClosed(1, 32).mapToObj("R-%02d"::formatted).toList(),
        IsmRules.ALL.stream().map(Rule::id).toList());
    assertSame(FirmwareChecks.R_05, IsmRules.R_05);
    assertSame(FirmwareChecks.R_32, IsmRules.R_32);
    assertEquals(Reaction.DROP, Reactions.DEFAULT.of(IsmRules.R_23));
    assertEquals(
        Reaction.REPORT, Reactions.DEFAULT.with(IsmRules.R_23, Reaction.REPORT).of(IsmRules.R_23));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 20, 00000000ffff0008", "REFUSE, cc 1 status 20, 00000000ffff0008",
    "CORRUPT, cc 0, 0000000300000010", "ERROR_STATE, cc 1 status 12, in error",
    "DROP, cc 0, 00000000ffff0008", "REPORT, cc 0, 0000000300000010",
    "NONE, cc 0, 0000000300000010"
  })
  void r02SingleStore(String reaction, String ends, String header) {
    build(IsmRules.R_02, reaction);
    assertEquals(ends, spell(a.function.store(2, 0, 8, 0x0000_0003_0000_0008L)));
    assertBroken(IsmRules.R_02, reaction, a);
    assertEquals(header, header(a));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 0000000400030008", "REFUSE, cc 0, 0000000400030008",
    "CORRUPT, cc 0, 0000000400000008", "ERROR_STATE, cc 1 status 12, in error",
    "DROP, cc 0, 0000000400000010", "REPORT, cc 0, 0000000400000008",
    "NONE, cc 0, 0000000400000008"
  })
  void r08HeaderWithoutPayload(String reaction, String ends, String header) {
    build(IsmRules.R_08, reaction);
    assertEquals(ends, spell(a.block(2, 0, "0000000400000010")));
    assertBroken(IsmRules.R_08, reaction, a);
    assertEquals(header, header(a));
  }

  @ParameterizedTest
  @CsvSource({"CORRUPT, 0", "REFUSE, 3"})
  void r08StalePayload(String reaction, int ret) {
    build(IsmRules.R_08, reaction);
    b.command("00000004 0000 0010", "0000000000000007");
    assertEquals(0, b.command("00000005 0000 0010", "0000000000000007"));
    b.block(2, 0, "0000000400000010"); // 7 still stands at 8
    assertEquals("%04x".formatted(ret), b.load(0).substring(8, 12));
    assertEquals(ret == 0 ? 0 : 15, b.command("00000005 0000 0010", "0000000000000007"));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 0000000300040008", "REFUSE, cc 0, 0000000300040008",
    "CORRUPT, cc 0, 0000000300000010", "ERROR_STATE, cc 1 status 12, in error",
    "DROP, cc 0, 00000000ffff0008", "REPORT, cc 0, 0000000300000010"
  })
  void r09HalfAHeader(String reaction, String ends, String header) {
    build(IsmRules.R_09, reaction);
    if (reaction.equals("CORRUPT") || reaction.equals("REPORT")) {
      // a half header runs with the rest of the last response's: length 8, and a code in the
      // reserved field
      a.command("00000011 0000 0008", "");
    }
    a.broken();
    assertEquals(ends, spell(a.block(2, 0, "00000003")));
    assertEquals("R-09", a.broken().getFirst());
    assertEquals(header, header(a));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 0000000400040008", "REFUSE, cc 0, 0000000400040008",
    "CORRUPT, cc 0, 0000000400030008", "ERROR_STATE, cc 1 status 12, in error",
    "DROP, cc 0, 00000000ffff0008", "REPORT, cc 0, 0000000400000008",
    "NONE, cc 0, 0000000400000008"
  })
  void r10HeaderAndPayload(String reaction, String ends, String header) {
    build(IsmRules.R_10, reaction);
    assertEquals(ends, spell(a.block(2, 0, "0000000400000010 0000000000000005")));
    if (!reaction.equals("CORRUPT")) { // which loses the payload and so breaks R-08 as well
      assertBroken(IsmRules.R_10, reaction, a);
    }
    assertEquals(header, header(a));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 0000000300020008", "REFUSE, cc 0, 0000000300020008",
    "CORRUPT, cc 0, 0000000300000010", "ERROR_STATE, cc 1 status 12, in error",
    "DROP, cc 0, 0000000300000018", "REPORT, cc 0, 0000000300000010",
    "NONE, cc 0, 0000000300000010"
  })
  void r11WrongLength(String reaction, String ends, String header) {
    build(IsmRules.R_11, reaction);
    assertEquals(ends, spell(a.block(2, 0, "0000000300000018")));
    assertBroken(IsmRules.R_11, reaction, a);
    assertEquals(header, header(a));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 0000000300000010", "REFUSE, cc 0, 0000000300050008",
    "CORRUPT, cc 0, 0000000300000010", "ERROR_STATE, cc 1 status 12, in error",
    "DROP, cc 0, 0000000312340008", "REPORT, cc 0, 0000000300000010",
    "NONE, cc 0, 0000000300000010"
  })
  void r12ReservedField(String reaction, String ends, String header) {
    build(IsmRules.R_12, reaction);
    assertEquals(ends, spell(a.block(2, 0, "0000000312340008")));
    assertBroken(IsmRules.R_12, reaction, a);
    assertEquals(header, header(a));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, a1a1a1a1", "REFUSE, cc 1 status 20, 0", "CORRUPT, cc 0, a1a1a1a1",
    "ERROR_STATE, cc 1 status 12, 0", "DROP, cc 0, 0", "REPORT, cc 0, a1a1a1a1",
    "NONE, cc 0, a1a1a1a1"
  })
  void r13ShortLoadAheadOfTheHeader(String reaction, String ends, String value) {
    build(IsmRules.R_13, reaction);
    a.block(2, 0, "0000000300000008");
    Register loaded = new Register();
    assertEquals(ends, spell(a.function.load(2, 8, 4, loaded)));
    assertEquals(value, Long.toHexString(loaded.get()));
    assertBroken(IsmRules.R_13, reaction, a);
  }

  @Test
  void r13WhatWasLoadedMayBeLoadedAgain() {
    a.block(2, 0, "0000000300000008");
    a.load(0);
    a.load(8);
    a.load(0);
    a.load(8);
    assertEquals(List.of(), a.broken());
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 0000000400000008", "REFUSE, cc 1 status 12, 00000000ffff0008",
    "CORRUPT, cc 0, 0000000400000008", "ERROR_STATE, cc 1 status 12, in error",
    "DROP, cc 0, 00000000ffff0008", "REPORT, cc 0, 0000000400000008",
    "NONE, cc 0, 0000000400000008"
  })
  void r17TwoIssuers(String reaction, String ends, String header) {
    build(IsmRules.R_17, reaction);
    a.function.issuer(1);
    a.block(2, 8, "0000000000000005");
    a.function.issuer(2);
    assertEquals(ends, spell(a.block(2, 0, "0000000400000010")));
    assertBroken(IsmRules.R_17, reaction, a);
    a.function.issuer(a.function.inError() || header.endsWith("ffff0008") ? 1 : 2);
    assertEquals(header, header(a));
  }

  @Test
  void r17ASequenceEndsWithItsResponse() {
    a.function.issuer(1);
    a.command("00000011 0000 0008", ""); // refused: header only
    a.function.issuer(2);
    a.command("00000003 0000 0008", "");
    a.load(8);
    a.function.issuer(3);
    a.command("00000003 0000 0008", "");
    assertEquals(List.of(), a.broken());
    a.function.issuer(1);
    a.load(8); // not loaded yet by its issuer
    assertEquals(List.of("R-17"), a.broken());
  }

  private long buffer() {
    a.probed();
    b.probed();
    long token = a.dmb(0, 4096, 32, 0xb2b2_b2b2_0000_0002L);
    a.broken();
    b.broken();
    return token;
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 40, 0",
    "REFUSE, cc 1 status 40, 0",
    "CORRUPT, cc 0, 119",
    "ERROR_STATE, cc 1 status 12, 0",
    "DROP, cc 0, 0",
    "REPORT, cc 0, 119",
    "NONE, cc 0, 119"
  })
  void r18SomebodyElsesBuffer(String reaction, String ends, int byteThere) {
    build(IsmRules.R_18, reaction);
    long token = buffer();
    assertEquals(ends, spell(a.move(token, 0, false, 0, "77")));
    assertEquals(byteThere, a.memory.u8(Bench.DMB));
    assertBroken(IsmRules.R_18, reaction, a);
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 40, 0",
    "REFUSE, cc 1 status 40, 0",
    "CORRUPT, cc 0, 119",
    "ERROR_STATE, cc 1 status 12, 0",
    "DROP, cc 0, 0",
    "REPORT, cc 0, 119",
    "NONE, cc 0, 119"
  })
  void r19DeadToken(String reaction, String ends, int byteThere) {
    build(IsmRules.R_19, reaction);
    long token = buffer();
    a.command("0000000b 0000 0010", Bench.hex(token));
    assertEquals(ends, spell(b.move(token, 0, false, 0, "77")));
    assertEquals(byteThere, a.memory.u8(Bench.DMB));
    assertBroken(IsmRules.R_19, reaction, b);
  }

  @Test
  void r19ATokenThatNeverWas() {
    assertEquals("cc 1 status 40", spell(a.move(9L << 32, 0, false, 0, "77")));
    build(IsmRules.R_19, "CORRUPT");
    assertEquals("cc 0", spell(a.move(9L << 32, 0, false, 0, "77")));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 20, 0",
    "REFUSE, cc 1 status 20, 0",
    "CORRUPT, cc 0, 119",
    "ERROR_STATE, cc 1 status 12, 0",
    "DROP, cc 0, 0",
    "REPORT, cc 0, 119",
    "NONE, cc 0, 119"
  })
  void r20BeyondTheBuffer(String reaction, String ends, int byteThere) {
    build(IsmRules.R_20, reaction);
    long token = buffer();
    assertEquals(ends, spell(b.move(token, 0, false, 4095, "7777")));
    assertEquals(byteThere, a.memory.u8(Bench.DMB + 4096));
    assertBroken(IsmRules.R_20, reaction, b);
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 40, 0, 1", "REFUSE, cc 1 status 40, 0, 1", "CORRUPT, cc 0, 119, 0",
    "ERROR_STATE, cc 1 status 12, 0, 0", "DROP, cc 0, 0, 0", "REPORT, cc 0, 119, 0",
    "NONE, cc 0, 119, 0"
  })
  void r21OtherVlan(String reaction, String ends, int byteThere, int events) {
    build(IsmRules.R_21, reaction);
    long token = buffer();
    a.command("00000006 0000 0008", "");
    assertEquals(ends, spell(b.move(token, 0, false, 0, "77")));
    assertEquals(byteThere, a.memory.u8(Bench.DMB));
    assertEquals(events, a.memory.u64(Bench.IEQ));
    assertEquals(events, b.memory.u64(Bench.IEQ));
    assertEquals(events * 6, a.memory.u32(Bench.IEQ + 36));
    assertEquals(events * 5, b.memory.u32(Bench.IEQ + 36));
    assertBroken(IsmRules.R_21, reaction, b);
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 119, 0", "REFUSE, cc 1 status 40, 0, 0", "CORRUPT, cc 0, 119, 1",
    "ERROR_STATE, cc 1 status 12, 0, 0", "DROP, cc 0, 119, 0", "REPORT, cc 0, 119, 0",
    "NONE, cc 0, 119, 0"
  })
  void r23SignalToAnOwnerWithoutSba(String reaction, String ends, int byteThere, int interrupts) {
    build(IsmRules.R_23, reaction);
    long token = buffer();
    a.command("00000011 0000 0008", "");
    assertEquals(ends, spell(b.move(token, 0, true, 0, "77")));
    assertEquals(byteThere, a.memory.u8(Bench.DMB));
    assertEquals(interrupts, a.interrupts);
    assertEquals(0, a.memory.u8(Bench.SBA));
    assertBroken(IsmRules.R_23, reaction, b);
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 0, 0000000e00000008, 0", "REFUSE, cc 0, 0000000e00100008, 0",
    "CORRUPT, cc 0, 0000000e00000008, 1", "ERROR_STATE, cc 1 status 12, in error, 0",
    "DROP, cc 0, 0000000e00000008, 0", "REPORT, cc 0, 0000000e00000008, 0"
  })
  void r23EventToAFunctionWithoutQueue(
      String reaction, String ends, String header, int interrupts) {
    build(IsmRules.R_23, reaction);
    a.block(2, 8, "b2b2b2b200000002 00000001 00000080 0000000000000000");
    assertEquals(ends, spell(a.block(2, 0, "0000000e00000020")));
    assertEquals(header, header(a));
    assertEquals(interrupts, b.interrupts);
    assertBroken(IsmRules.R_23, reaction, a);
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 12, in error, 0", "REFUSE, cc 0, 0000000100070008, 0",
    "CORRUPT, cc 0, 0000000100000008, 100001000", "ERROR_STATE, cc 1 status 12, in error, 0",
    "DROP, cc 0, 0000000100000008, 0", "REPORT, cc 0, 0000000100000008, 100001000",
    "NONE, cc 0, 0000000100000008, 100001000"
  })
  void r24SbaThatIsNotMapped(String reaction, String ends, String header, String sba) {
    build(IsmRules.R_24, reaction);
    a.memory.unmap(Bench.SBA);
    a.block(2, 8, Bench.hex(Bench.SBA));
    assertEquals(ends, spell(a.block(2, 0, "0000000100000010")));
    assertEquals(header, header(a));
    assertEquals(sba, Long.toHexString(a.function.sbaAddress()));
    assertEquals(a.function.inError() ? List.of("0x0002 at 0x100001000") : List.of(), a.errors);
    assertBroken(IsmRules.R_24, reaction, a);
  }

  @Test
  void r24QueueAndTheLastPageOfABuffer() {
    build(IsmRules.R_24, "REFUSE");
    a.memory.unmap(Bench.IEQ);
    assertEquals(7, a.command("00000002 0000 0018", Bench.hex(Bench.IEQ) + Bench.hex(512)));
    a.memory.unmap(Bench.DMB + 0x3000);
    String rest = "00000020 00000000 00000000 b2b2b2b200000002";
    assertEquals(7, a.command("0000000a 0000 0028", Bench.hex(Bench.DMB) + "00003001" + rest));
    assertEquals(0, a.command("0000000a 0000 0028", Bench.hex(Bench.DMB) + "00003000" + rest));
    assertEquals(
        7,
        a.command("0000000a 0000 0028", Bench.hex(-4096) + "00003000" + rest.replace("20", "21")));
    build(IsmRules.R_24, "DROP");
    a.memory.unmap(Bench.DMB);
    assertEquals(0, a.command("0000000a 0000 0028", Bench.hex(Bench.DMB) + "00003000" + rest));
    assertEquals("0000000000000000", a.load(8));
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 40, true", "REFUSE, cc 1 status 40, false", "CORRUPT, cc 0, false",
    "ERROR_STATE, cc 1 status 40, true", "DROP, cc 0, false", "REPORT, cc 0, false",
    "NONE, cc 0, false"
  })
  void r25MappingThatIsGone(String reaction, String ends, boolean ownerInError) {
    build(IsmRules.R_25, reaction);
    long token = buffer();
    a.memory.unmap(Bench.DMB);
    assertEquals(ends, spell(b.move(token, 0, true, 16, "77")));
    assertEquals(ownerInError, a.function.inError());
    assertEquals(false, b.function.inError());
    assertEquals(ownerInError ? List.of("0x0004 at 0x100100010") : List.of(), a.errors);
    assertBroken(IsmRules.R_25, reaction, b);
  }

  @Test
  void r25TheSbasMapping() {
    build(IsmRules.R_25, "-");
    long token = buffer();
    a.memory.unmap(Bench.SBA);
    assertEquals("cc 1 status 40", spell(b.move(token, 0, true, 16, "77")));
    assertEquals(0x77, a.memory.u8(Bench.DMB + 16));
    assertEquals(List.of("0x0004 at 0x100001000"), a.errors);
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 20, 0", "REFUSE, cc 1 status 20, 0", "CORRUPT, cc 0, ffffffff",
    "ERROR_STATE, cc 1 status 12, 0", "DROP, cc 0, 0", "REPORT, cc 0, ffffffff",
    "NONE, cc 0, ffffffff"
  })
  void r31Load(String reaction, String ends, String value) {
    build(IsmRules.R_31, reaction);
    Register loaded = new Register();
    assertEquals(ends, spell(a.function.load(0, 0, 4, loaded)));
    assertEquals(value, Long.toHexString(loaded.get()));
    assertBroken(IsmRules.R_31, reaction, a);
  }

  @ParameterizedTest
  @CsvSource({
    "-, cc 1 status 20",
    "REFUSE, cc 1 status 20",
    "CORRUPT, cc 0",
    "ERROR_STATE, cc 1 status 12",
    "DROP, cc 0",
    "REPORT, cc 0",
    "NONE, cc 0"
  })
  void r31Store(String reaction, String ends) {
    build(IsmRules.R_31, reaction);
    assertEquals(ends, spell(a.block(4, 0, "0102")));
    assertBroken(IsmRules.R_31, reaction, a);
    a.function.recover();
    assertEquals(ends, spell(a.function.store(1, 0, 4, 0)));
    assertBroken(IsmRules.R_31, reaction, a);
  }

  @Test
  void aFunctionInErrorIsBlockedUntilItIsResetOrRecovered() {
    a.memory.unmap(Bench.SBA);
    a.block(2, 8, Bench.hex(Bench.SBA));
    a.block(2, 0, "0000000100000010");
    Register loaded = new Register();
    assertEquals("cc 1 status 12", spell(a.function.load(2, 0, 8, loaded)));
    assertEquals("cc 1 status 12", spell(a.function.store(2, 0, 8, 0)));
    assertEquals("cc 1 status 12", spell(a.block(0, 0, "00")));
    assertEquals("cc 0", spell(a.function.load(15, 0, 4, loaded)));
    a.function.recover();
    assertEquals("cc 0", spell(a.function.load(2, 0, 8, loaded)));
    assertEquals(1, a.errors.size());
  }
}
