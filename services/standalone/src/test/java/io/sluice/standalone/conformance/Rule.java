package io.sluice.standalone.conformance;

/**
 * Something that SQS does, and whether Sluice does the same.
 *
 * @param action of the service model
 * @param subject a member of the action, an attribute, or what else it is about
 * @param says the rule, in a sentence
 * @param code the error's code in Query, or empty: the request is answered
 * @param source where the rule is from
 * @param standing what Sluice is to SQS here
 * @param why of what is better or differs; else empty
 */
record Rule(
        String action,
        String subject,
        String says,
        String code,
        Source source,
        Standing standing,
        String why,
        Check check) {
    /** Where a rule is from. */
    enum Source {
        MODEL("the service model"),
        GUIDE("the API reference and developer guide"),
        RECORDED("answers of the service, recorded in public test suites"),
        OURS("ours; SQS has nothing of the kind");

        final String text;

        Source(String text) {
            this.text = text;
        }
    }

    /** What Sluice is to SQS. */
    enum Standing {
        SAME,
        BETTER,
        DIFFERS
    }

    /** Tries a rule; throws when it does not hold. */
    @FunctionalInterface
    interface Check {
        void run(Sqs sqs) throws Exception;
    }

    /** A request that is to be refused. */
    @FunctionalInterface
    interface Attempt {
        Reply run(Sqs sqs) throws Exception;
    }

    static Rule holds(String action, String subject, Source source, String says, Check check) {
        return new Rule(action, subject, says, "", source, Standing.SAME, "", check);
    }

    /** @param message what the error says, with … for anything; empty: whatever it says */
    static Rule refused(
            String action, String subject, Source source, String says, String code, String message, Attempt attempt) {
        return new Rule(
                action,
                subject,
                says,
                code,
                source,
                Standing.SAME,
                "",
                sqs -> attempt.run(sqs).assertRefused(code, message));
    }

    Rule better(String reason) {
        return new Rule(action, subject, says, code, source, Standing.BETTER, reason, check);
    }

    Rule differs(String reason) {
        return new Rule(action, subject, says, code, source, Standing.DIFFERS, reason, check);
    }

    @Override
    public String toString() {
        return action + " · " + subject + " · " + says;
    }
}
