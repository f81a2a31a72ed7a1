package io.sluice.simulation.check;

/** D3: whoever was told that a message is cancelled never hears of it again, and neither does anybody else. */
final class CancelIsFinal {
    private CancelIsFinal() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            for (Operation cancel : story.cancels) {
                if (cancel.outcome() instanceof Outcome.Done) {
                    verdict.expect(
                            story.deliveries.isEmpty(),
                            Check.D3,
                            story.token,
                            () -> "cancelled by " + cancel + ", delivered by " + story.deliveries.getFirst());
                }
            }
        }
        for (Operation look : stories.history.operations()) {
            if (look.outcome() instanceof Outcome.Shown shown) {
                shown(stories, look, shown, verdict);
            }
        }
    }

    private static void shown(Stories stories, Operation look, Outcome.Shown shown, Verdict verdict) {
        verdict.expect(shown.whole(), Check.Q2, null, () -> "a look showed what nobody sent: " + look);
        for (String token : shown.tokens()) {
            Story story = stories.find(token);
            boolean gone = story != null
                    && story.cancels.stream()
                            .anyMatch(cancel -> cancel.outcome() instanceof Outcome.Done && cancel.before(look));
            verdict.expect(
                    story != null && story.send != null,
                    Check.Q2,
                    token,
                    () -> "a look showed what nobody sent: " + look);
            verdict.expect(!gone, Check.D3, token, () -> "cancelled before, and shown by " + look);
        }
    }
}
