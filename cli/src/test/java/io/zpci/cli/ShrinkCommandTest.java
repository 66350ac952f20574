package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkCommandTest {
  private static final String HEADER =
      """
      {"recording":1,"kind":"function-operations","functions":{"a":{"gid":"0x1"}}}\
      """;
  private static final String READ_GID =
      """
      {"fn":"a","op":"pcistb","bar":2,"offset":0,"len":8,"data":"0000000300000008"}\
      """;
  private static final String LOAD =
      """
      {"fn":"a","op":"pcilg","bar":2,"offset":0,"len":8,"data":"0000000300000010"}\
      """;
  private static final String ADDRESS =
      """
      {"fn":"a","op":"pcistb","bar":2,"offset":8,"len":8,"data":"0000000100000000"}\
      """;
  private static final String REG_SBA =
      """
      {"fn":"a","op":"pcistb","bar":2,"offset":0,"len":8,"data":"0000000100000010"}\
      """;

  @TempDir Path folder;
  private Path file = Path.of("");

  /** The SBA is registered where nothing is mapped: the function goes into error. */
  @BeforeEach
  void record() throws IOException {
    file = folder.resolve("sba.jsonl");
    Files.write(
        file, List.of(HEADER, READ_GID, LOAD, ADDRESS, REG_SBA, LOAD, READ_GID, LOAD, LOAD));
  }

  @Test
  void whatIsLeftIsARecording() throws IOException {
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "interpretation");
    assertEquals(0, ran.exit());
    assertEquals(List.of(HEADER, ADDRESS, REG_SBA), ran.lines());
    assertTrue(
        ran.err()
            .matches(
                "zpci: 2 steps are left after [0-9]+ runs; line 5, pcistb 2 0x0 8: refused by"
                    + " device, R-24\n"),
        ran.err());
    Path left = folder.resolve("left.jsonl");
    Ran written = Ran.zpci("shrink", "-q", "" + file, "--route", "lpar", "--recording", "" + left);
    assertEquals(new Ran(0, "", ""), written);
    assertEquals(List.of(HEADER, ADDRESS, REG_SBA), Files.readAllLines(left));
    Ran replay = Ran.zpci("replay", "" + left, "--route", "lpar");
    assertTrue(replay.out().contains("line 3  refused  device  R-24"), replay.out());
  }

  @Test
  void anotherRuleMayBeAskedFor() {
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "lpar", "--rule", "R-29");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(List.of(HEADER, ADDRESS, REG_SBA, LOAD), ran.lines());
  }

  @Test
  void whereNothingFailsNothingIsLeft() {
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "lpar", "--rule", "R-02");
    assertEquals(
        new Ran(1, "", "zpci: " + file + ": no operation fails by R-02 on this route\n"), ran);
  }

  @Test
  void otherKindsOfRecordingsAreRefused() throws IOException {
    Files.write(file, List.of("{\"recording\":1,\"kind\":\"linux-io\"}"));
    Ran ran = Ran.zpci("shrink", "" + file, "--route", "lpar");
    assertEquals(
        new Ran(
            3,
            "",
            "zpci: "
                + file
                + ":1: a recording of kind function-operations was expected, got linux-io\n"),
        ran);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x.jsonl|Missing required option: '--route=NAME'",
        "x.jsonl --route all|--route: one route was expected",
        "x.jsonl --route lpar --attempts 0|--attempts: a number of runs from 1 to 1000000 was"
            + " expected, got '0'"
      })
  void wrongUsageIsOneLine(String args, String said) {
    Ran ran = Ran.zpci(("shrink " + args).split(" "));
    assertEquals(new Ran(2, "", "zpci shrink: " + said + " (try 'zpci shrink --help')\n"), ran);
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    Ran ran = Ran.zpci("shrink", "x.jsonl", "--route", "lpar");
    assertEquals(new Ran(3, "", "zpci: x.jsonl: no such file\n"), ran);
  }
}
