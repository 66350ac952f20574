package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoffTest {
  @Test
  void whatRoffWouldMakeSomethingElseOfIsEscaped() {
    Roff roff = new Roff();
    roff.comment("by hand");
    roff.title("X", "1", "2026-01-31", "x 1.0-a");
    roff.section("A \"B\"");
    roff.text(".so 'quoted' a\\b ~x^ `y` one-two");
    roff.example(List.of(".x", "  'y"));
    assertEquals(
        """
        .\\" by hand
        .TH X 1 2026-01-31 "x 1.0\\-a" "User Commands"
        .SH "A \\(dqB\\(dq"
        \\&.so \\(aqquoted\\(aq a\\eb \\(tix\\(ha \\(gay\\(ga one\\-two
        .PP
        .RS 4
        .nf
        \\&.x
          \\(aqy
        .fi
        .RE
        """,
        roff.toString());
  }

  @Test
  void aSentenceALineAndParagraphsApart() {
    Roff roff = new Roff();
    roff.subsection("S");
    roff.synopsis("x y", "[A]... B");
    roff.paragraphs("One. Two and so .. on.", "w".repeat(70) + " long words");
    roff.item(Roff.bold("-a") + ", " + Roff.bold("--all") + " " + Roff.italic("N"));
    roff.paragraphs("All.", "More.");
    roff.margin();
    roff.text("End.");
    assertEquals(
        """
        .SS "S"
        .B x y
        [A]... B
        .PP
        One.
        Two and so .. on.
        .PP
        %s long
        words
        .TP
        \\fB\\-a\\fR, \\fB\\-\\-all\\fR \\fIN\\fR
        All.
        .IP
        More.
        .PP
        End.
        """
            .formatted("w".repeat(70)),
        roff.toString());
  }
}
