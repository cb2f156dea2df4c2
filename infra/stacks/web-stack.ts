import { CfnOutput, Duration, RemovalPolicy, Stack, Validations, type StackProps } from 'aws-cdk-lib/core';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
  type BehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { edgeHeader } from '../../shared/platform/config.ts';
import { mediaEdgePolicy, webHeaders } from '../../shared/platform/web-hosting.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { ClientFiles } from '../constructs/client-files.ts';
import { accountWideName } from '../constructs/names.ts';
import { referWeakly } from '../constructs/refer-weakly.ts';
import type { ApiStack } from './api-stack.ts';
import type { DataStack } from './data-stack.ts';

export interface WebStackProps extends StackProps {
  config: StackConfig;
  api: ApiStack;
  data: DataStack;
  firewall: CfnWebACL | undefined;
  /** The folder of the built client, where the deployment brings it. */
  client: string | undefined;
}

/**
 * CloudFront keeps errors for ten seconds by itself, whatever the cache policy and the reply say. These are all for which
 * the reply can say otherwise; others it keeps only where the reply asks for it.
 */
const cachedErrors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** `isPage`, in the JavaScript of CloudFront's functions; a test holds them together. */
const singlePage = `
function handler(event) {
  var request = event.request;
  if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html';
  return request;
}`;

/** The API sees its own name as the host. The documents of the contract name the one that was asked for. */
const tellHost = `
function handler(event) {
  var request = event.request;
  request.headers['x-forwarded-host'] = { value: request.headers.host.value };
  return request;
}`;

/** One domain for everything: the web client, the HTTP API below `/v1` and the sockets at `/ws`. */
export class WebStack extends Stack {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { config, api, data, firewall, ...rest }: WebStackProps) {
    const { client: folder, ...props } = rest;
    super(scope, id, props);
    referWeakly(this);
    const { domain, certificateArn } = config;
    const client = this.#clientBucket();
    const origin = (apiId: string) =>
      new HttpOrigin(`${apiId}.execute-api.${this.region}.${this.urlSuffix}`, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        customHeaders: { [edgeHeader]: api.edgeSecrets.inUse },
      });
    const apiHeaders = this.#apiHeaders(config);
    const forward = (apiId: string): BehaviorOptions => ({
      origin: origin(apiId),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // the token is in a header; the Host must be the API's own
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: apiHeaders,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    });
    const http = forward(api.http.api.apiId);
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `ChatFlow (${config.stage})`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      errorResponses: cachedErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(domain !== undefined &&
        certificateArn !== undefined && {
          domainNames: [domain],
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
        }),
      ...(firewall && { webAclId: firewall.attrArn }),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(client as IBucket, {
          // who may list gets a 404 for what is not there, and 403 otherwise; CloudFront itself asks for no list
          originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
          originAccessControl: new S3OriginAccessControl(this, 'ClientAccess', {
            originAccessControlName: accountWideName(config, 'client'),
          }),
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress: true,
        responseHeadersPolicy: this.#clientHeaders(config, data),
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new Function(this, 'SinglePage', {
              functionName: accountWideName(config, 'single-page'),
              runtime: FunctionRuntime.JS_2_0,
              code: FunctionCode.fromInline(singlePage),
            }),
          },
        ],
      },
      additionalBehaviors: {
        // with a domain, its name is in the settings of the functions
        ...(domain === undefined && {
          '/v1/*api.json': {
            ...http,
            functionAssociations: [
              {
                eventType: FunctionEventType.VIEWER_REQUEST,
                function: new Function(this, 'TellHost', {
                  functionName: accountWideName(config, 'tell-host'),
                  runtime: FunctionRuntime.JS_2_0,
                  code: FunctionCode.fromInline(tellHost),
                }),
              },
            ],
          },
        }),
        ...this.#mediaBehaviour(config, { api, data }),
        '/v1/*': http,
        '/.well-known/*': http,
        // CloudFront takes headers away from no WebSocket handshake, but adds none to it
        '/ws': { ...http, origin: origin(api.sockets.api.apiId) },
      },
    });
    Validations.of(this.distribution).acknowledge({
      id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      reason:
        'The root is index.html, and the function in front makes it so for every address that could be a list.',
    });
    acknowledge(this.distribution, {
      CFR1: 'People chat from everywhere.',
      CFR3: 'The APIs log each request, without the caller’s address; a second log of the same would add only that.',
      ...(domain === undefined && {
        CFR4: 'Without a domain there is CloudFront’s own certificate, to which TLS 1.2 cannot be made a condition.',
      }),
      ...(!firewall && { CFR2: 'The firewall costs money without visitors: this stage goes without.' }),
    });

    if (folder !== undefined) {
      new ClientFiles(this, 'ClientFiles', {
        config,
        folder,
        bucket: client as IBucket,
        distribution: this.distribution,
      });
    }
    new CfnOutput(this, 'Url', { value: `https://${domain ?? this.distribution.distributionDomainName}` });
    new CfnOutput(this, 'DistributionDomain', { value: this.distribution.distributionDomainName });
    new CfnOutput(this, 'DistributionId', { value: this.distribution.distributionId });
    new CfnOutput(this, 'ClientBucket', { value: client.bucketName });
  }

  /** Files below `media/` of their bucket, for browsers with an address that the functions have signed. */
  #mediaBehaviour(
    config: StackConfig,
    { api, data }: { api: ApiStack; data: DataStack },
  ): Record<string, BehaviorOptions> {
    if (!api.mediaKeys) return {};
    const access = new S3OriginAccessControl(this, 'MediaAccess', {
      originAccessControlName: accountWideName(config, 'media'),
    });
    return {
      '/media/*': {
        // the policy of the bucket is the data stack's
        origin: S3BucketOrigin.withBucketDefaults(data.media as IBucket, {
          originAccessControlId: access.originAccessControlId,
        }),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: new CachePolicy(this, 'MediaCache', {
          cachePolicyName: accountWideName(config, 'media'),
          minTtl: Duration.seconds(0),
          // a file never changes; without a signature that is valid still, the cache gives nothing out
          defaultTtl: Duration.days(1),
          // S3 replies with the type and the name that were signed
          queryStringBehavior: CacheQueryStringBehavior.allowList(
            'response-content-disposition',
            'response-content-type',
          ),
        }),
        responseHeadersPolicy: new ResponseHeadersPolicy(this, 'MediaHeaders', {
          responseHeadersPolicyName: accountWideName(config, 'media'),
          securityHeadersBehavior: {
            contentSecurityPolicy: { contentSecurityPolicy: mediaEdgePolicy, override: true },
            contentTypeOptions: { override: true },
          },
          customHeadersBehavior: {
            customHeaders: [{ header: 'cache-control', value: 'private, max-age=900', override: true }],
          },
        }),
        trustedKeyGroups: [api.mediaKeys.keyGroup],
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
    };
  }

  /** The built client: it can be built again, so nothing of it is kept. */
  #clientBucket(): Bucket {
    const bucket = new Bucket(this, 'Client', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: BucketEncryption.S3_MANAGED,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(bucket, { S1: 'It holds a public web page, read by CloudFront alone.' });
    return bucket;
  }

  /** For replies of the APIs, which are no pages: they load nothing and are shown nowhere. */
  #apiHeaders(config: StackConfig): ResponseHeadersPolicy {
    const contentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    return new ResponseHeadersPolicy(this, 'ApiHeaders', {
      responseHeadersPolicyName: accountWideName(config, 'api'),
      securityHeadersBehavior: securityHeaders(contentSecurityPolicy),
      // API Gateway's own errors, which the functions never see, say nothing of caches
      customHeadersBehavior: {
        customHeaders: [{ header: 'cache-control', value: 'no-store', override: false }],
      },
    });
  }

  /** The client talks to its own domain and, for files, to the media bucket. */
  #clientHeaders(config: StackConfig, { media }: DataStack): ResponseHeadersPolicy {
    const headers = webHeaders(`https://${media.bucketRegionalDomainName}`);
    const custom = ['cross-origin-opener-policy', 'permissions-policy'] as const;
    return new ResponseHeadersPolicy(this, 'ClientHeaders', {
      responseHeadersPolicyName: accountWideName(config, 'client'),
      securityHeadersBehavior: securityHeaders(headers['content-security-policy']),
      customHeadersBehavior: {
        customHeaders: custom.map((header) => ({ header, value: headers[header], override: true })),
      },
    });
  }
}

/** The headers that CloudFront has settings of its own for. */
const securityHeaders = (contentSecurityPolicy: string): ResponseSecurityHeadersBehavior => ({
  contentSecurityPolicy: { contentSecurityPolicy, override: true },
  contentTypeOptions: { override: true },
  frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
  strictTransportSecurity: {
    accessControlMaxAge: Duration.days(730),
    includeSubdomains: true,
    override: true,
  },
});
