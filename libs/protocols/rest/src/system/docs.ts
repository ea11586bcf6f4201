import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The document as a page at /docs; scripts and styles come from this server. */
export function serveDocs(app: NestFastifyApplication, document: Record<string, unknown>): void {
  SwaggerModule.setup('docs', app, document as unknown as OpenAPIObject, {
    raw: false,
    customSiteTitle: 'Howdah API',
    // The badge that would send the document's address to a validator elsewhere.
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
}
