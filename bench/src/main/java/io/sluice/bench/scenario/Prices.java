package io.sluice.bench.scenario;

/**
 * Public list prices in US dollars, region us-east-1, on demand and without free tiers, as remembered in November 2025 and
 * assumed since: look them up before a decision hangs on them. Sources: aws.amazon.com/sqs/pricing, /s3/pricing,
 * /ec2/pricing/on-demand, /ebs/pricing, and "data transfer within the same AWS region" on the EC2 page.
 */
final class Prices {
    /** Standard queues, from 1 million to 100 billion requests a month. */
    static final double SQS_MILLION_REQUESTS = 0.40;

    /** S3 Standard, first 50 TB. */
    static final double S3_GB_MONTH = 0.023;

    static final double S3_THOUSAND_PUTS = 0.005;
    static final double S3_THOUSAND_GETS = 0.0004;
    /** c7a.large, two cores of AMD EPYC, 4 GiB. */
    static final double MACHINE_HOUR = 0.10264;

    static final int MACHINE_CORES = 2;
    /** EBS gp3; 3,000 operations and 125 MB a second come with it. */
    static final double DISK_GB_MONTH = 0.08;

    static final double DISK_MORE_MBS_MONTH = 0.04;
    static final double DISK_INCLUDED_MBS = 125;
    /** 0.01 on either side. */
    static final double CROSS_ZONE_GB = 0.02;

    static final double HOURS_A_MONTH = 730;

    private Prices() {}
}
